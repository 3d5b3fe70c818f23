import { Button, Select } from 'antd'
import { ChevronLeft } from 'lucide-react'
import type { Answer } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { LineJournals } from './line-journals.tsx'
import type { Whose } from './payout-panel.tsx'
import { RowLink } from './row-link.tsx'
import { settlementWords } from './settlement.words.ts'
import { StatementFiles } from './statement-files.tsx'
import { useLedgerWords } from './use-ledger-words.ts'

type Entry = Answer<'GET /v1/me/statements/:day/entries'>['data'][number]

const SUMS = [
  'lines',
  'income',
  'fees',
  'commissions',
  'clawed_back',
  'reserved',
  'given',
  'net',
  'paid_out',
  'paid_back',
] as const
type Sum = (typeof SUMS)[number]
/** Sums that stand on a shop's statements alone, on a person's alone. */
const OF_SHOPS: readonly Sum[] = ['fees', 'commissions']
const OF_PEOPLE: readonly Sum[] = ['given']

/** One day of a statement, entry by entry, or what one of its sums adds up; a shop's entry opens to its order line and the ledger. */
export function StatementDay({
  whose,
  day,
  onBack,
}: {
  whose: Whose
  day: string
  onBack: () => void
}) {
  const t = useWords(settlementWords)
  const names = useLedgerWords()
  const [{ of }, setFilters] = useFilters<{ of?: Sum }>()
  const query = of ? { of } : {}
  const sums = SUMS.filter((sum) => !(whose === 'me' ? OF_SHOPS : OF_PEOPLE).includes(sum))
  const money = (title: string, key: 'income' | 'fee' | 'commission' | 'premium') => ({
    title,
    key,
    width: 104,
    align: 'right' as const,
    render: (_: unknown, row: Entry) => {
      const amount = row[key]
      return amount === null ? '—' : <MoneyText fen={amount} currency={row.currency} />
    },
  })
  const table = {
    label: t('statement_of', { day }),
    rowKey: 'id' as const,
    page_size: 50,
    min_width: whose === 'me' ? 900 : 1_180,
    empty: <NothingYet words={t('none_entries')} />,
    columns: [
      {
        title: t('at'),
        key: 'at',
        width: 150,
        render: (_: unknown, row: Entry) => <DateText at={row.at} />,
      },
      {
        title: t('kind'),
        key: 'kind',
        width: 150,
        render: (_: unknown, row: Entry) => (
          <>
            {names.journal(row.kind)}
            <div className="desk-goods-words num">#{row.id}</div>
          </>
        ),
      },
      {
        title: t('goods'),
        key: 'goods',
        minWidth: 200,
        render: (_: unknown, row: Entry) =>
          row.title === null ? (
            <EntryWords entry={row} />
          ) : (
            <>
              <div className="desk-goods-title">{row.title}</div>
              <div className="desk-goods-words num">
                {row.order_number} · ×{row.quantity}
              </div>
            </>
          ),
      },
      money(t(whose === 'me' ? 'commission_whole' : 'income'), 'income'),
      ...(whose === 'me' ? [] : [money(t('fee'), 'fee')]),
      money(t(whose === 'me' ? 'agency_fee' : 'commission'), 'commission'),
      ...(whose === 'me' ? [] : [money(t('premium'), 'premium')]),
      {
        title: t('account'),
        key: 'account',
        width: 110,
        render: (_: unknown, row: Entry) => names.purse(row.account),
      },
      {
        title: t('amount'),
        key: 'amount',
        width: 116,
        align: 'right' as const,
        render: (_: unknown, row: Entry) => (
          <MoneyText fen={row.amount} currency={row.currency} signed />
        ),
      },
    ],
  }
  return (
    <>
      <div className="desk-tools">
        <Button icon={<ChevronLeft size={16} aria-hidden />} onClick={onBack}>
          {t('statements')}
        </Button>
        <strong className="num">{day}</strong>
        <Select<Sum | ''>
          className="settlement-filter"
          aria-label={t('rows_shown')}
          value={of ?? ''}
          onChange={(sum) => setFilters({ of: sum || undefined })}
          options={[
            { value: '' as const, label: t('all_rows') },
            ...sums.map((value) => ({ value, label: t(`sum_${value}`) })),
          ]}
        />
        <StatementFiles whose={whose} day={day} />
      </div>
      {whose === 'me' ? (
        <DataTable
          route="GET /v1/me/statements/:day/entries"
          options={{ params: { day }, query }}
          filtered={of !== undefined}
          onClear={() => setFilters({ of: undefined })}
          {...table}
        />
      ) : (
        <DataTable
          route="GET /v1/shops/:shop_id/statements/:day/entries"
          options={{ params: { ...whose, day }, query }}
          filtered={of !== undefined}
          onClear={() => setFilters({ of: undefined })}
          expanded={(row) =>
            row.order_line_id ? (
              <LineJournals shop_id={whose.shop_id} line_id={row.order_line_id} />
            ) : (
              <p className="desk-quiet">
                {t('no_line')} {t('journal_number', { number: row.journal_id })}
              </p>
            )
          }
          {...table}
        />
      )}
    </>
  )
}

/** What moved where no order line did: a payout leads to where payouts stand, with its number and why it came back. */
function EntryWords({ entry }: { entry: Entry }) {
  if (!entry.memo) return '—'
  if (!entry.kind.startsWith('payout_')) return <span className="num">{entry.memo}</span>
  return (
    <RowLink
      search={{
        tab: 'payouts',
        ...(entry.kind === 'payout_return' ? { standing: 'back' } : {}),
      }}
    >
      <span className="num">{entry.memo}</span>
    </RowLink>
  )
}
