import { Link, useNavigate } from '@tanstack/react-router'
import { Select, Tabs } from 'antd'
import { PartyPopper } from 'lucide-react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import {
  AFTERSALE_TONES,
  AftersaleDeadline,
  type AftersaleRow,
  AftersaleStateTag,
  TurnTag,
} from './aftersale-state.tsx'
import { aftersalesWords } from './aftersales.words.ts'

type Filters = { show?: 'open' | 'all'; state?: AftersaleRow['state'] }
const STATES = Object.keys(AFTERSALE_TONES) as AftersaleRow['state'][]

/** The queue of returns and refunds: what waits for the shop and is most urgent stands first. */
export function AftersalesPage({ shop_id }: { shop_id: string }) {
  const t = useWords(aftersalesWords)
  const navigate = useNavigate()
  const [filters, setFilters, clear] = useFilters<Filters>()
  const open = (filters.show ?? 'open') === 'open'
  return (
    <Page title={t('aftersales')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={open ? 'open' : 'all'}
          onChange={(show) =>
            setFilters({ show: show === 'all' ? 'all' : undefined, state: undefined })
          }
          items={[
            { key: 'open', label: t('open') },
            { key: 'all', label: t('all') },
          ]}
        />
        <div className="desk-tools">
          <Select<AftersaleRow['state'] | ''>
            className="aftersales-filter"
            aria-label={t('state')}
            value={filters.state ?? ''}
            onChange={(state) => setFilters({ state: state || undefined })}
            options={[
              { value: '' as Filters['state'] | '', label: t('any_state') },
              ...STATES.map((state) => ({ value: state, label: t(`state_${state}`) })),
            ]}
          />
        </div>
        <DataTable
          route="GET /v1/shops/:shop_id/aftersales"
          options={{
            params: { shop_id },
            query: { state: filters.state, ...(open ? { open: true } : {}) },
          }}
          label={t('aftersales')}
          rowKey="id"
          every_ms={15_000}
          min_width={900}
          filtered={Boolean(filters.state)}
          onClear={clear}
          onOpen={(row) => void navigate(paths.aftersale(shop_id, row.id))}
          lit={(row) => row.turn === 'seller'}
          empty={
            <StateCard icon={PartyPopper} title={t('none_open')} words={t('none_open_words')} />
          }
          columns={[
            {
              title: t('goods'),
              key: 'goods',
              minWidth: 240,
              render: (_, row) => (
                <GoodsCell
                  url={row.picture_url}
                  title={<Link {...paths.aftersale(shop_id, row.id)}>{row.title}</Link>}
                  words={
                    <span className="num">
                      {row.order_number} · ×{row.quantity}
                    </span>
                  }
                />
              ),
            },
            {
              title: t('kind'),
              key: 'kind',
              width: 150,
              render: (_, row) => t(`kind_${row.kind}`),
            },
            {
              title: t('reason'),
              key: 'reason',
              width: 140,
              render: (_, row) => t(`reason_${row.reason}`),
            },
            {
              title: t('amount'),
              key: 'amount',
              width: 110,
              align: 'right',
              render: (_, row) => <MoneyText fen={row.amount} currency={row.currency} />,
            },
            {
              title: t('buyer'),
              key: 'buyer',
              width: 110,
              ellipsis: true,
              render: (_, row) => row.buyer_nickname,
            },
            {
              title: t('state'),
              key: 'state',
              width: 140,
              render: (_, row) => <AftersaleStateTag state={row.state} />,
            },
            {
              title: t('turn'),
              key: 'turn',
              width: 110,
              render: (_, row) => <TurnTag turn={row.turn} />,
            },
            {
              title: t('deadline'),
              key: 'deadline',
              width: 150,
              render: (_, row) => <AftersaleDeadline aftersale={row} />,
            },
          ]}
        />
      </Panel>
    </Page>
  )
}
