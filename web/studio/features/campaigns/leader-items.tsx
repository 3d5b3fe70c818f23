import { App, Button, Segmented } from 'antd'
import { PartyPopper } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'
import { type CampaignItem, ItemDeadline, ItemGoods, ItemRate, ItemState } from './item-state.tsx'
import { WordsDialog } from './words-dialog.tsx'

/** Goods in a leader's campaigns; those that wait for an answer first of all. */
export function LeaderItems() {
  const t = useWords(campaignsWords)
  const format = useFormat()
  const [waiting, setWaiting] = useState(true)
  return (
    <>
      <div className="desk-tools">
        <Segmented
          value={waiting}
          onChange={setWaiting}
          options={[
            { value: true, label: t('waiting_only') },
            { value: false, label: t('all_goods') },
          ]}
        />
      </div>
      <DataTable
        route="GET /v1/me/campaign-items"
        options={{ query: waiting ? { waiting } : {} }}
        label={t('tab_answer')}
        rowKey="id"
        every_ms={30_000}
        min_width={960}
        empty={
          <StateCard icon={PartyPopper} title={t('none_waiting')} words={t('none_waiting_words')} />
        }
        columns={[
          {
            title: t('goods'),
            key: 'goods',
            minWidth: 230,
            render: (_, row) => <ItemGoods item={row} />,
          },
          {
            title: t('commission'),
            key: 'commission',
            width: 120,
            align: 'right',
            render: (_, row) => <ItemRate item={row} />,
          },
          {
            title: t('leader_fee'),
            key: 'fee',
            width: 110,
            align: 'right',
            render: (_, row) => <span className="num">{format.percent(row.leader_ppm)}</span>,
          },
          {
            title: t('joined_count'),
            key: 'joined',
            width: 110,
            align: 'right',
            render: (_, row) => <span className="num">{row.joined}</span>,
          },
          {
            title: t('state'),
            key: 'state',
            width: 170,
            render: (_, row) => (
              <>
                <ItemState item={row} />
                {row.change && (
                  <div className="desk-goods-words">
                    {row.change.commission_ppm === null
                      ? t('asks_end')
                      : t('asks_rate', { rate: format.percent(row.change.commission_ppm) })}
                  </div>
                )}
                {row.protected_until && row.state === 'promoting' && (
                  <div className="desk-goods-words">
                    {t('protected_until', { at: format.dateTime(row.protected_until) })}
                  </div>
                )}
              </>
            ),
          },
          {
            title: t('ends'),
            key: 'deadline',
            width: 150,
            render: (_, row) => <ItemDeadline item={row} />,
          },
          { title: t('act'), key: 'act', width: 180, render: (_, row) => <Acts item={row} /> },
        ]}
      />
    </>
  )
}

function Acts({ item }: { item: CampaignItem }) {
  const t = useWords(campaignsWords)
  const { modal } = App.useApp()
  const [rejecting, setRejecting] = useState(false)
  const params = { item_id: item.id }
  const refresh = ['GET /v1/me/campaign-items', 'GET /v1/me/campaigns'] as const
  const approve = useAct(
    () => call('POST /v1/me/campaign-items/:item_id/approval', { params, body: {} }),
    { done: t('approve_done'), refresh: [...refresh] },
  )
  const reject = useAct(
    async (words: string) => {
      await call('POST /v1/me/campaign-items/:item_id/rejection', { params, body: { words } })
      setRejecting(false)
    },
    { done: t('reject_done'), refresh: [...refresh] },
  )
  const answer = useAct(
    (is_agreed: boolean) =>
      call('POST /v1/me/campaign-items/:item_id/change-answer', { params, body: { is_agreed } }),
    { done: t('answer_done'), refresh: [...refresh] },
  )
  const end = useAct(() => call('POST /v1/me/campaign-items/:item_id/end', { params, body: {} }), {
    done: t('end_done'),
    refresh: [...refresh],
  })
  if (item.change)
    return (
      <div className="campaigns-acts">
        <Button
          size="small"
          type="primary"
          loading={answer.busy}
          onClick={() => void answer.run(true)}
        >
          {t('agree')}
        </Button>
        <Button size="small" disabled={answer.busy} onClick={() => void answer.run(false)}>
          {t('refuse')}
        </Button>
      </div>
    )
  if (item.state === 'pending')
    return (
      <div className="campaigns-acts">
        <Button
          size="small"
          type="primary"
          loading={approve.busy}
          onClick={() => void approve.run()}
        >
          {t('approve')}
        </Button>
        <Button size="small" danger onClick={() => setRejecting(true)}>
          {t('reject')}
        </Button>
        {rejecting && (
          <WordsDialog
            title={t('reject_title')}
            busy={reject.busy}
            onSend={(words) => void reject.run(words)}
            onClose={() => setRejecting(false)}
          />
        )}
      </div>
    )
  if (item.state !== 'promoting' || item.is_ending) return null
  return (
    <Button
      size="small"
      onClick={() =>
        modal.confirm({
          title: t('end_item'),
          content: t('end_item_words'),
          okText: t('end_item'),
          cancelText: t('cancel'),
          onOk: () => end.run(),
        })
      }
    >
      {t('end_item')}
    </Button>
  )
}
