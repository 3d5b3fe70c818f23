import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { usePages } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DayField } from '../../../shared/desk/day-field.tsx'
import { deskWords } from '../../../shared/desk/desk.words.ts'
import { useFilters } from '../../../shared/desk/filters.ts'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reviewWords } from '../review/review.words.ts'
import { JournalList } from './journal-list.tsx'
import { useLedgerNames } from './ledger-names.ts'
import { moneyWords } from './money.words.ts'
import type { MoneySearch } from './money-page.tsx'

const ID = /^(ord|lin)_[0-9a-z]{26}$/

/** Journals, newest first; of one order or line when its id is given, of one day of the books, of some kinds. */
export function JournalsTab() {
  const t = useWords(moneyWords)
  const desk = useWords(deskWords)
  const review = useWords(reviewWords)
  const names = useLedgerNames()
  const [search, set] = useFilters<MoneySearch>()
  const asked = search.order_id ?? ''
  const [typed, setTyped] = useState(asked)
  const [wrong, setWrong] = useState(false)
  useEffect(() => setTyped(asked), [asked])
  const known = ID.test(asked) ? asked : undefined
  const found = usePages('GET /v1/ledger/journals', {
    query: {
      limit: 20,
      order_id: known?.startsWith('ord_') ? known : undefined,
      order_line_id: known?.startsWith('lin_') ? known : undefined,
      day: search.day,
      kind: search.kind,
    },
  })
  return (
    <>
      <div className="desk-tools">
        <Input.Search
          allowClear
          className="ops-search-wide"
          aria-label={t('order_id')}
          placeholder={t('order_id')}
          value={typed}
          status={wrong ? 'error' : ''}
          onChange={({ target }) => setTyped(target.value)}
          onSearch={(value) => {
            const id = value.trim()
            setWrong(id !== '' && !ID.test(id))
            if (id === '' || ID.test(id)) set({ order_id: id || undefined })
          }}
          enterButton={desk('search')}
        />
        <DayField
          label={t('booked_on')}
          before={t('booked_on')}
          value={search.day}
          onChange={(day) => set({ day })}
        />
        {search.kind && (
          <Button onClick={() => set({ kind: undefined })}>
            {search.kind.split(',').map(names.journal).join(' + ')} ×
          </Button>
        )}
        {wrong && (
          <span className="money-wrong" role="alert">
            {t('order_id_wrong')}
          </span>
        )}
      </div>
      <div className="money-pad">
        {found.error && found.rows.length === 0 ? (
          <FailureState error={found.error} onRetry={() => void found.refetch()} />
        ) : found.isPending ? (
          <TableSkeleton rows={5} />
        ) : found.rows.length === 0 ? (
          <NothingYet />
        ) : (
          <JournalList journals={found.rows} />
        )}
        {found.hasNextPage && (
          <Button
            block
            type="text"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {review('more')}
          </Button>
        )}
      </div>
    </>
  )
}
