import { Button, Table } from 'antd'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { DUTIES, type Duty } from '../../duties.tsx'
import { opsWords } from '../../ops.words.ts'
import { DutiesDialog } from './duties-dialog.tsx'
import { staffWords } from './staff.words.ts'

export type Operator = Answer<'GET /v1/operators'>['data'][number]

/** Who works for the platform, and with which duties. */
export function StaffPage() {
  const t = useWords(staffWords)
  const ops = useWords(opsWords)
  const me = useMe()
  const staff = useRoute('GET /v1/operators')
  const [editing, setEditing] = useState<Operator | 'new' | null>(null)
  return (
    <Page
      title={t('title')}
      meta={t('meta')}
      acts={
        <Button
          type="primary"
          icon={<UserPlus size={14} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t('add')}
        </Button>
      }
    >
      <Panel flush>
        {staff.error && !staff.data ? (
          <FailureState error={staff.error} onRetry={() => void staff.refetch()} />
        ) : staff.data ? (
          <section className="desk-table" aria-label={t('title')}>
            <Table<Operator>
              size="middle"
              pagination={false}
              rowKey="id"
              dataSource={[...staff.data.data]}
              scroll={{ x: 720 }}
              columns={[
                {
                  title: t('person'),
                  dataIndex: 'nickname',
                  width: 200,
                  render: (nickname: string, { id }) => (
                    <>
                      <b>{nickname}</b>{' '}
                      {id === me.id && <StatusTag tone="info">{t('me')}</StatusTag>}
                    </>
                  ),
                },
                {
                  title: t('duties'),
                  dataIndex: 'duties',
                  render: (duties: string[]) => (
                    <span className="ops-tags">
                      {DUTIES.filter((duty) => duties.includes(duty)).map((duty: Duty) => (
                        <StatusTag key={duty} tone={duty === 'admin' ? 'warning' : 'neutral'}>
                          {ops(`duty_${duty}`)}
                        </StatusTag>
                      ))}
                    </span>
                  ),
                },
                {
                  title: t('account_id'),
                  dataIndex: 'id',
                  width: 300,
                  render: (id: string) => <CopyText text={id} />,
                },
                {
                  title: ops('actions'),
                  key: 'acts',
                  width: 120,
                  render: (_, row) => (
                    <Button size="small" onClick={() => setEditing(row)}>
                      {t('edit')}
                    </Button>
                  ),
                },
              ]}
            />
          </section>
        ) : (
          <TableSkeleton rows={4} />
        )}
      </Panel>
      {editing && (
        <DutiesDialog
          operator={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  )
}
