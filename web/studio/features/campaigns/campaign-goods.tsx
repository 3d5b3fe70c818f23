import { Button, Checkbox, Input } from 'antd'
import { Megaphone } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyRange } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'

type Goods = RowOf<'GET /v1/campaign-goods'>

/** What a creator may sell by a leader's campaign. */
export function CampaignGoods() {
  const t = useWords(campaignsWords)
  const format = useFormat()
  const [q, setQ] = useState('')
  const [joined, setJoined] = useState(false)
  return (
    <>
      <div className="desk-tools">
        <Input.Search
          allowClear
          className="campaigns-search"
          placeholder={t('search')}
          aria-label={t('search')}
          maxLength={100}
          onSearch={setQ}
        />
        <Checkbox checked={joined} onChange={({ target }) => setJoined(target.checked)}>
          {t('only_joined')}
        </Checkbox>
      </div>
      <DataTable
        route="GET /v1/campaign-goods"
        options={{ query: { ...(q ? { q } : {}), ...(joined ? { joined: true } : {}) } }}
        label={t('tab_goods')}
        rowKey="item_id"
        filtered={q !== '' || joined}
        min_width={860}
        empty={<StateCard icon={Megaphone} title={t('no_goods')} words={t('no_goods_words')} />}
        columns={[
          {
            title: t('goods'),
            key: 'goods',
            minWidth: 240,
            render: (_, { product }) => (
              <GoodsCell
                url={product.picture_url}
                title={product.title}
                words={
                  <>
                    {product.shop_name} ·{' '}
                    <MoneyRange
                      from={product.price_from}
                      to={product.price_to}
                      currency={product.currency}
                    />
                  </>
                }
              />
            ),
          },
          {
            title: t('leader'),
            key: 'leader',
            width: 180,
            render: (_, row) => (
              <>
                {row.leader_name}
                <div className="desk-goods-words">{row.campaign_title}</div>
              </>
            ),
          },
          {
            title: t('commission'),
            key: 'commission',
            width: 110,
            align: 'right',
            render: (_, row) => <span className="num">{format.percent(row.commission_ppm)}</span>,
          },
          {
            title: t('ends'),
            key: 'ends',
            width: 140,
            render: (_, row) => <DeadlineText at={row.ends_at} icon={false} />,
          },
          {
            title: t('state'),
            key: 'state',
            width: 120,
            render: (_, row) => (
              <StatusTag tone={row.is_joined || row.is_open_to_all ? 'success' : 'neutral'}>
                {t(row.is_joined ? 'joined' : row.is_open_to_all ? 'open_to_all' : 'by_joining')}
              </StatusTag>
            ),
          },
          { title: t('act'), key: 'act', width: 110, render: (_, row) => <Join goods={row} /> },
        ]}
      />
    </>
  )
}

function Join({ goods: { item_id, is_joined } }: { goods: Goods }) {
  const t = useWords(campaignsWords)
  const act = useAct(
    () =>
      is_joined
        ? call('DELETE /v1/me/campaign-joins/:item_id', { params: { item_id } })
        : call('POST /v1/me/campaign-joins', { body: { item_id } }),
    { done: t(is_joined ? 'leave_done' : 'join_done'), refresh: ['GET /v1/campaign-goods'] },
  )
  return (
    <Button
      size="small"
      type={is_joined ? 'default' : 'primary'}
      loading={act.busy}
      onClick={() => void act.run()}
    >
      {t(is_joined ? 'leave' : 'join')}
    </Button>
  )
}
