import { Button } from 'antd'
import { ChevronLeft } from 'lucide-react'
import type { Answer } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { LineJournals } from './line-journals.tsx'
import type { Whose } from './payout-panel.tsx'
import { settlementWords } from './settlement.words.ts'
import { StatementFiles } from './statement-files.tsx'
import { useLedgerWords } from './use-ledger-words.ts'

type Entry = Answer<'GET /v1/me/statements/:day/entries'>['data'][number]

/** One day of a statement, entry by entry; a shop's entry opens to its order line and the ledger. */
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
            '—'
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
        <StatementFiles whose={whose} day={day} />
      </div>
      {whose === 'me' ? (
        <DataTable
          route="GET /v1/me/statements/:day/entries"
          options={{ params: { day } }}
          {...table}
        />
      ) : (
        <DataTable
          route="GET /v1/shops/:shop_id/statements/:day/entries"
          options={{ params: { ...whose, day } }}
          expanded={(row) =>
            row.order_line_id ? (
              <LineJournals shop_id={whose.shop_id} line_id={row.order_line_id} />
            ) : (
              <p className="desk-quiet">{t('no_line')}</p>
            )
          }
          {...table}
        />
      )}
    </>
  )
}
