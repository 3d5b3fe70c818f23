import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { imbalance, type Journal } from '../orders/money-flow.ts'
import { useLedgerNames } from './ledger-names.ts'
import { moneyWords } from './money.words.ts'
import './money.css'

/** Journals with their entries: from whom to whom, and that they balance. */
export function JournalList({ journals }: { journals: readonly Journal[] }) {
  const t = useWords(moneyWords)
  const names = useLedgerNames()
  const format = useFormat()
  return (
    <ol className="money-journals">
      {journals.map((journal) => {
        const off = imbalance(journal)
        return (
          <li key={journal.id}>
            <header>
              <b>{names.journal(journal.kind)}</b>
              <code>{journal.event}</code>
              {journal.reverses && (
                <StatusTag tone="warning">{t('reverses', { id: journal.reverses })}</StatusTag>
              )}
              <StatusTag tone={off === 0 ? 'success' : 'danger'}>
                {off === 0 ? t('balanced') : t('off_by', { amount: format.money(off) })}
              </StatusTag>
              <DateText at={journal.at} />
            </header>
            <dl>
              {journal.entries.map((entry) => (
                <div key={entry.id}>
                  <dt>
                    {names.account(entry.account_kind)}{' '}
                    <span className="desk-quiet">{names.owner(entry.owner_kind)}</span>
                  </dt>
                  <dd data-minus={entry.amount < 0 || undefined}>
                    <MoneyText fen={entry.amount} currency={entry.currency} signed />
                  </dd>
                </div>
              ))}
            </dl>
            {journal.memo && <p className="desk-quiet">{journal.memo}</p>}
          </li>
        )
      })}
    </ol>
  )
}
