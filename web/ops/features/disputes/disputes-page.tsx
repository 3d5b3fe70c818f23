import { useState } from 'react'
import { usePages } from '../../../shared/api/query.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ChooseOne } from '../review/choose-one.tsx'
import { QueueList } from '../review/queue-list.tsx'
import { ReviewDesk } from '../review/review-desk.tsx'
import { useQueueKeys } from '../review/use-queue-keys.ts'
import { Dispute } from './dispute.tsx'
import { disputesWords } from './disputes.words.ts'
import './disputes.css'

/** After-sales on which both sides could not agree. */
export function DisputesPage() {
  const t = useWords(disputesWords)
  const [search, set] = useFilters<{ id?: string }>()
  const found = usePages('GET /v1/disputes', { query: { limit: 50 } })
  const current = search.id ?? found.rows[0]?.id
  const [acts, setActs] = useState<Record<string, () => void>>({})
  const select = (id: string) => set({ id })
  useQueueKeys({ ids: found.rows.map(({ id }) => id), current, onSelect: select, acts })
  const goOn = (id: string) => {
    const at = found.rows.findIndex((row) => row.id === id)
    set({ id: (found.rows[at + 1] ?? found.rows[at - 1])?.id })
  }
  return (
    <Page title={t('title')} meta={t('meta')} bare>
      <ReviewDesk
        queue={
          <QueueList
            found={found}
            current={current}
            onSelect={select}
            keys={t('keys_hint')}
            items={found.rows.map((row) => ({
              id: row.id,
              title: row.title,
              words: (
                <>
                  {row.buyer_nickname} → {row.shop_name}
                </>
              ),
              picture: <Thumb url={row.picture_url} size={44} />,
              deadline_at: row.deadline_at,
              overdue: row.overdue_count ?? 0,
              tags: <MoneyText fen={row.amount} currency={row.currency} size="small" />,
            }))}
          />
        }
      >
        {current ? (
          <Dispute key={current} aftersale_id={current} onJudged={goOn} onActs={setActs} />
        ) : (
          <ChooseOne empty={!found.isPending && found.rows.length === 0} />
        )}
      </ReviewDesk>
    </Page>
  )
}
