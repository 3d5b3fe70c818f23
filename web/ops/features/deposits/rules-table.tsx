import { Table } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { useRuleWords } from '../../../shared/deposits/deposit-lines.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsDepositsWords } from './deposits.words.ts'

/** Every rule of what shops have to leave: in force, or to come. */
export function RulesTable() {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const about = useRuleWords()
  const found = useRoute('GET /v1/deposit-rules', {})
  if (found.error && !found.data)
    return <FailureState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <TableSkeleton rows={6} />
  return (
    <>
      <p className="desk-quiet deposit-note">{t('rules_words')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <section className="desk-table-scroll deposit-rules" aria-label={t('rules')} tabIndex={0}>
        <Table
          dataSource={found.data.data}
          rowKey="id"
          size="small"
          pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
          columns={[
            {
              title: words('kind'),
              key: 'kind',
              width: 90,
              render: (_, row) => words(`kind_${row.kind}`),
            },
            { title: words('rule'), key: 'rule', render: (_, row) => about(row) },
            {
              title: words('amount'),
              key: 'amount',
              width: 130,
              align: 'right',
              render: (_, row) => <MoneyText fen={row.amount} />,
            },
            {
              title: t('effective'),
              key: 'effective',
              width: 300,
              render: (_, row) => (
                <>
                  <DateText at={row.effective_from} /> –{' '}
                  {row.effective_until ? <DateText at={row.effective_until} /> : t('open_end')}
                </>
              ),
            },
            { title: t('source'), dataIndex: 'source', width: 220 },
          ]}
        />
      </section>
    </>
  )
}
