import { useState } from 'react'
import { usePages } from '../../../shared/api/query.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ChooseOne } from '../review/choose-one.tsx'
import { QueueList } from '../review/queue-list.tsx'
import { ReviewDesk } from '../review/review-desk.tsx'
import { useQueueKeys } from '../review/use-queue-keys.ts'
import { Listing } from './listing.tsx'
import { listingsWords } from './listings.words.ts'

/** Drafts that wait for a reviewer; who holds which is seen by all. */
export function ListingsPage() {
  const t = useWords(listingsWords)
  const me = useMe()
  const [search, set] = useFilters<{ id?: string }>()
  const found = usePages(
    'GET /v1/listing-queue',
    { query: { limit: 50 } },
    { refetchInterval: 20_000 },
  )
  const current = search.id ?? found.rows[0]?.id
  const row = found.rows.find(({ id }) => id === current)
  const [acts, setActs] = useState<Record<string, () => void>>({})
  const select = (id: string) => set({ id })
  useQueueKeys({ ids: found.rows.map(({ id }) => id), current, onSelect: select, acts })
  const goOn = (id: string) => {
    const at = found.rows.findIndex((one) => one.id === id)
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
            items={found.rows.map((one) => ({
              id: one.id,
              title: one.title,
              words: one.shop_name,
              picture: <Thumb url={one.picture_url} size={44} />,
              deadline_at: one.deadline_at,
              overdue: one.is_escalated ? 1 : 0,
              tags: (
                <>
                  <StatusTag tone={one.is_edit ? 'neutral' : 'info'}>
                    {t(one.is_edit ? 'edit' : 'new_goods')}
                  </StatusTag>
                  {one.claimed_by_nickname && (
                    <StatusTag
                      tone={one.claimed_by_nickname === me.nickname ? 'success' : 'warning'}
                    >
                      {one.claimed_by_nickname === me.nickname
                        ? t('held_by_me')
                        : t('held_by', { name: one.claimed_by_nickname })}
                    </StatusTag>
                  )}
                </>
              ),
            }))}
          />
        }
      >
        {current ? (
          <Listing
            key={current}
            draft_id={current}
            holder={row?.claimed_by_nickname ?? null}
            onDecided={goOn}
            onActs={setActs}
          />
        ) : (
          <ChooseOne empty={!found.isPending && found.rows.length === 0} />
        )}
      </ReviewDesk>
    </Page>
  )
}
