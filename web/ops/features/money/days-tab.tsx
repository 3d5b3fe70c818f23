import { Table } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyButton } from '../../../shared/desk/copy-text.tsx'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { moneyWords } from './money.words.ts'

/** Days that are sealed: each hash covers the day before, so nothing can be changed unseen. */
export function DaysTab() {
  const t = useWords(moneyWords)
  const days = useRoute('GET /v1/ledger/days')
  if (days.error && !days.data)
    return <FailureState error={days.error} onRetry={() => void days.refetch()} />
  if (!days.data) return <TableSkeleton rows={4} />
  return (
    <section className="desk-table" aria-label={t('tab_days')}>
      <Table
        size="small"
        pagination={{ pageSize: 31, hideOnSinglePage: true }}
        rowKey="day"
        dataSource={[...days.data.data]}
        scroll={{ x: 720 }}
        locale={{ emptyText: <NothingYet words={t('days_none')} /> }}
        columns={[
          { title: t('day'), dataIndex: 'day', width: 120, className: 'num' },
          {
            title: t('journals_count'),
            dataIndex: 'journals_count',
            width: 100,
            align: 'right',
            className: 'num',
          },
          {
            title: t('entries_count'),
            dataIndex: 'entries_count',
            width: 100,
            align: 'right',
            className: 'num',
          },
          {
            title: t('hash'),
            dataIndex: 'hash',
            render: (hash: string) => (
              <span className="desk-copy">
                <code className="money-hash">{hash}</code>
                <CopyButton text={hash} />
              </span>
            ),
          },
          {
            title: t('sealed_at'),
            dataIndex: 'sealed_at',
            width: 150,
            render: (at: string) => <DateText at={at} />,
          },
        ]}
      />
    </section>
  )
}
