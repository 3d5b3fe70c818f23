import { Button } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reviewWords } from './review.words.ts'

export type Waiting = {
  id: string
  title: ReactNode
  words: ReactNode
  picture?: ReactNode
  deadline_at: string | null
  /** How often its deadline passed. */
  overdue?: number
  tags?: ReactNode
}

/** What waits, most urgent first, with the time that is left. */
export function QueueList({
  items,
  current,
  onSelect,
  found,
  head,
  keys,
}: {
  items: readonly Waiting[]
  current: string | undefined
  onSelect: (id: string) => void
  found: {
    isPending: boolean
    error: unknown
    refetch: () => unknown
    hasNextPage: boolean
    fetchNextPage: () => unknown
    isFetchingNextPage: boolean
  }
  head?: ReactNode
  /** Which keys decide, where they are not A and R. */
  keys?: string
}) {
  const t = useWords(reviewWords)
  const lit = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: J and K move the choice; it has to stay in sight.
  useEffect(() => {
    lit.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <section className="review-queue" aria-label={t('queue')}>
      <header>
        {head}
        <span className="desk-quiet num">
          {t('waiting', { count: `${items.length}${found.hasNextPage ? '+' : ''}` })}
        </span>
        <kbd title={t('keys_short')}>{keys ?? t('keys')}</kbd>
      </header>
      {found.error && items.length === 0 ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.isPending ? (
        <TableSkeleton rows={5} />
      ) : items.length === 0 ? (
        <NothingYet words={t('empty')} />
      ) : (
        <ul>
          {items.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                ref={item.id === current ? lit : undefined}
                aria-current={item.id === current ? 'true' : undefined}
                onClick={() => onSelect(item.id)}
              >
                {item.picture}
                <span className="review-queue-words">
                  <b>{item.title}</b>
                  <small>{item.words}</small>
                  <span className="review-queue-foot">
                    <DeadlineText at={item.deadline_at} />
                    {item.overdue ? (
                      <StatusTag tone="danger">
                        {t('overdue_times', { count: item.overdue })}
                      </StatusTag>
                    ) : null}
                    {item.tags}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button
          block
          type="text"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </section>
  )
}
