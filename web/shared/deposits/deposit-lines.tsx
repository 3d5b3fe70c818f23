import { useRoute } from '../api/query.ts'
import { MoneyText } from '../desk/money-text.tsx'
import { Panel } from '../desk/shell.tsx'
import { StatusTag } from '../desk/status-tag.tsx'
import { useFormat } from '../i18n/format.ts'
import { useWords } from '../i18n/language.tsx'
import type { Deposit } from './deposit-state-tag.tsx'
import { depositsWords } from './deposits.words.ts'
import './deposits.css'

/** How what is required was reckoned: every rule that applies, and which one counts. */
export function DepositLines({ deposit }: { deposit: Deposit }) {
  const t = useWords(depositsWords)
  const about = useRuleWords()
  return (
    <Panel title={t('how_title')}>
      {deposit.lines.length === 0 ? (
        <p className="desk-quiet">{t('how_none')}</p>
      ) : (
        <>
          <p className="desk-quiet">{t('how_words')}</p>
          <table className="deposit-lines">
            <thead>
              <tr>
                <th scope="col">{t('rule')}</th>
                <th scope="col">{t('amount')}</th>
              </tr>
            </thead>
            <tbody>
              {deposit.lines.map((line, index) => (
                <tr key={line.rule_id} data-counts={index === 0 || undefined}>
                  <td>
                    <b>{t(`kind_${line.kind}`)}</b> {about(line)}{' '}
                    {index === 0 && <StatusTag tone="info">{t('counts')}</StatusTag>}
                  </td>
                  <td>
                    <MoneyText fen={line.amount} currency={deposit.currency} />
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <td>{t('how_sales')}</td>
                <td>
                  <MoneyText fen={deposit.sales} currency={deposit.currency} />
                </td>
              </tr>
            </tfoot>
          </table>
          {deposit.computed_on && (
            <p className="desk-quiet num">{t('how_on', { day: deposit.computed_on })}</p>
          )}
        </>
      )}
    </Panel>
  )
}

type Rule = Pick<
  Deposit['lines'][number],
  'kind' | 'category_id' | 'shop_kind' | 'sales_from' | 'name'
>

/** What a rule is about, in words. */
export function useRuleWords(): (rule: Rule) => string {
  const t = useWords(depositsWords)
  const format = useFormat()
  const categories = useRoute('GET /v1/categories', {}).data?.data ?? []
  return ({ kind, category_id, shop_kind, sales_from, name }) => {
    if (kind === 'event') return name
    if (kind === 'floating') return t('rule_floating', { amount: format.money(sales_from ?? 0) })
    const category = categories.find(({ id }) => id === category_id)
    const named = category
      ? format.language === 'en'
        ? category.name_en
        : category.name_zh
      : (category_id ?? t('rule_any_category'))
    return shop_kind ? `${named} · ${t(`shop_${shop_kind}`)}` : named
  }
}
