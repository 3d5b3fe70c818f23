import { Link } from '@tanstack/react-router'
import { Table } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyButton } from '../../../shared/desk/copy-text.tsx'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { moneyWords } from './money.words.ts'

/** What a day's counts count: its journals, each with its entries. */
const toJournals = (shown: string | number, { day }: { day: string }) => (
  <Link {...paths.money({ tab: 'journals', day })} className="ops-link num">
    {shown}
  </Link>
)

/** Days that are sealed: each hash covers the day before, so nothing can be changed unseen. */
export function DaysTab() {
  const t = useWords(moneyWords)
  const days = useRoute('GET /v1/ledger/days')
  if (days.error && !days.data)
    return <FailureState error={days.error} onRetry={() => void days.refetch()} />
  if (!days.data) return <TableSkeleton rows={4} />
  return (
    <TableScroll label={t('tab_days')} least={720}>
      <Table
        size="small"
        pagination={{ pageSize: 31, hideOnSinglePage: true }}
        rowKey="day"
        dataSource={[...days.data.data]}
        locale={{ emptyText: <NothingYet words={t('days_none')} /> }}
        columns={[
          { title: t('day'), dataIndex: 'day', width: 120, render: toJournals },
          {
            title: t('journals_count'),
            dataIndex: 'journals_count',
            width: 100,
            align: 'right',
            render: toJournals,
          },
          {
            title: t('entries_count'),
            dataIndex: 'entries_count',
            width: 100,
            align: 'right',
            render: toJournals,
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
    </TableScroll>
  )
}
