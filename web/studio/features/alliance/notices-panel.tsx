import { Table } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'

/** What merchants announced on goods this creator carries: who, when, from what to what. Nothing when there is none. */
export function NoticesPanel() {
  const t = useWords(allianceWords)
  const format = useFormat()
  const found = useRoute('GET /v1/me/plan-notices')
  const rows = found.data?.data ?? []
  if (rows.length === 0) return null
  return (
    <Panel title={t('notices')} flush>
      <TableScroll label={t('notices')} least={760}>
        <Table
          size="small"
          rowKey={(row) => `${row.product_id}${row.why}${row.plan_kind}${row.due_at}`}
          pagination={false}
          dataSource={rows}
          columns={[
            {
              title: t('goods'),
              render: (_, row) => (
                <>
                  <div className="desk-goods-title">{row.title}</div>
                  <div className="desk-goods-words">
                    {t('announced_by', { shop: row.shop_name, name: row.by })}
                  </div>
                </>
              ),
            },
            { title: t('state'), width: 130, render: (_, row) => t(`why_${row.why}`) },
            {
              title: t('rate'),
              width: 150,
              align: 'right',
              render: (_, row) => (
                <span className="num">
                  {t('from_to', {
                    from: format.percent(row.from_ppm),
                    to: row.to_ppm === null ? t('nothing_more') : format.percent(row.to_ppm),
                  })}
                </span>
              ),
            },
            {
              title: t('announced_at'),
              width: 150,
              render: (_, row) => format.dateTime(row.announced_at),
            },
            { title: t('due'), width: 150, render: (_, row) => <DeadlineText at={row.due_at} /> },
          ]}
        />
      </TableScroll>
    </Panel>
  )
}
