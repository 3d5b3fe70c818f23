import { Link } from '@tanstack/react-router'
import { App, Button, Form, Input, Skeleton } from 'antd'
import { Megaphone } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { platformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { CampaignDialog } from './campaign-dialog.tsx'
import { campaignsWords } from './campaigns.words.ts'

/** A leader's campaigns; whoever is none yet registers first. */
export function LeaderCampaigns() {
  const t = useWords(campaignsWords)
  const leader = useRoute('GET /v1/me/leader')
  if (leader.error)
    return <FailureState error={leader.error} onRetry={() => void leader.refetch()} />
  if (leader.data === null) return <Become />
  if (!leader.data) return <Skeleton active className="studio-loading" aria-label={t('tab_mine')} />
  return <Campaigns name={leader.data.name} />
}

function Become() {
  const t = useWords(campaignsWords)
  const save = useAct(
    (body: { name: string; words?: string }) => call('PUT /v1/me/leader', { body }),
    { done: t('become_done'), refresh: ['GET /v1/me/leader'] },
  )
  return (
    <div className="campaigns-become">
      <h2>{t('become')}</h2>
      <p className="desk-quiet">{t('become_words')}</p>
      <Form layout="vertical" onFinish={(fields) => void save.run(fields)}>
        <Form.Item
          name="name"
          label={t('leader_name')}
          rules={[{ required: true, whitespace: true, min: 2, message: t('needed') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="words" label={t('leader_about')}>
          <Input.TextArea maxLength={500} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.busy}>
          {t('become')}
        </Button>
      </Form>
    </div>
  )
}

function Campaigns({ name }: { name: string }) {
  const t = useWords(campaignsWords)
  const format = useFormat()
  const [opening, setOpening] = useState(false)
  return (
    <>
      <div className="desk-tools">
        <b>{name}</b>
        <Link className="studio-link" {...paths.earnings()}>
          {t('income')}
        </Link>
        <Button type="primary" onClick={() => setOpening(true)}>
          {t('new_campaign')}
        </Button>
      </div>
      <DataTable
        route="GET /v1/me/campaigns"
        label={t('tab_mine')}
        rowKey="id"
        min_width={900}
        empty={
          <StateCard icon={Megaphone} title={t('no_campaigns')} words={t('no_campaigns_words')} />
        }
        columns={[
          {
            title: t('campaign'),
            key: 'campaign',
            minWidth: 240,
            render: (_, row) => (
              <>
                <div className="desk-goods-title">{row.title}</div>
                <div className="desk-goods-words">
                  {t('counts', { pending: row.pending, promoting: row.promoting })} ·{' '}
                  {t(row.is_open_to_all ? 'open_to_all' : 'by_joining')}
                </div>
              </>
            ),
          },
          {
            title: t('leader_fee'),
            key: 'fee',
            width: 110,
            align: 'right',
            render: (_, row) => <span className="num">{format.percent(row.leader_ppm)}</span>,
          },
          {
            title: t('commission'),
            key: 'commission',
            width: 130,
            align: 'right',
            render: (_, row) => (
              <span className="num">
                {t('at_least', { rate: format.percent(row.min_commission_ppm) })}
              </span>
            ),
          },
          {
            title: t('applies_until'),
            key: 'until',
            width: 150,
            render: (_, row) => <DateText at={row.applies_until} />,
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
            width: 110,
            render: (_, row) => (
              <StatusTag tone={takesGoods(row) ? 'success' : 'neutral'}>
                {t(row.state === 'open' && !takesGoods(row) ? 'camp_full' : `camp_${row.state}`)}
              </StatusTag>
            ),
          },
          { title: t('act'), key: 'act', width: 150, render: (_, row) => <Close campaign={row} /> },
        ]}
      />
      {opening && <CampaignDialog onClose={() => setOpening(false)} />}
    </>
  )
}

/** Open, and the last day for putting goods in has not passed. */
const takesGoods = ({ state, applies_until }: RowOf<'GET /v1/me/campaigns'>): boolean =>
  state === 'open' && Date.parse(applies_until) > platformNow()

function Close({ campaign }: { campaign: RowOf<'GET /v1/me/campaigns'> }) {
  const t = useWords(campaignsWords)
  const { modal } = App.useApp()
  const close = useAct(
    () =>
      call('POST /v1/me/campaigns/:campaign_id/closing', { params: { campaign_id: campaign.id } }),
    {
      done: t('close_done'),
      refresh: ['GET /v1/me/campaigns', 'GET /v1/me/campaign-items'],
    },
  )
  if (!takesGoods(campaign)) return null
  return (
    <Button
      size="small"
      loading={close.busy}
      onClick={() =>
        modal.confirm({
          title: t('close'),
          content: t('close_words'),
          okText: t('ok'),
          cancelText: t('cancel'),
          onOk: () => close.run(),
        })
      }
    >
      {t('close')}
    </Button>
  )
}
