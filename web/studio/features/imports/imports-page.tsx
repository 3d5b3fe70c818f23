import { Link, useNavigate } from '@tanstack/react-router'
import { Progress } from 'antd'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { importsWords } from './imports.words.ts'
import { type Import, UploadPanel } from './upload-panel.tsx'
import './imports.css'

export function ImportStateTag({ state }: { state: Import['state'] }) {
  const t = useWords(importsWords)
  const tone = { waiting: 'neutral', running: 'info', done: 'success', failed: 'danger' } as const
  return <StatusTag tone={tone[state]}>{t(`state_${state}`)}</StatusTag>
}

export const partOf = ({ state, products_done, products_total }: Import): number =>
  state === 'done'
    ? 100
    : products_total > 0
      ? Math.floor((products_done / products_total) * 100)
      : 0

export function ImportsPage({ shop_id }: { shop_id: string }) {
  const t = useWords(importsWords)
  const navigate = useNavigate()
  const count = (title: string, key: 'created_count' | 'updated_count' | 'error_count') => ({
    title,
    key,
    width: 84,
    align: 'right' as const,
    render: (_: unknown, row: Import) => (
      <span className={key === 'error_count' && row[key] > 0 ? 'num imports-errors' : 'num'}>
        {row[key]}
      </span>
    ),
  })
  return (
    <Page title={t('imports')} back={paths.goods(shop_id)}>
      <UploadPanel shop_id={shop_id} />
      <Panel title={t('history')} flush>
        <DataTable
          route="GET /v1/shops/:shop_id/imports"
          options={{ params: { shop_id } }}
          label={t('history')}
          rowKey="id"
          every_ms={5_000}
          onOpen={(row) => void navigate(paths.oneImport(shop_id, row.id))}
          empty={<NothingYet words={t('none')} />}
          columns={[
            {
              title: t('file'),
              key: 'file',
              minWidth: 200,
              render: (_, row) => (
                <Link {...paths.oneImport(shop_id, row.id)}>{row.file_name}</Link>
              ),
            },
            {
              title: t('mode'),
              key: 'mode',
              width: 110,
              render: (_, row) => t(row.dry_run ? 'mode_dry' : 'mode_real'),
            },
            {
              title: t('state'),
              key: 'state',
              width: 100,
              render: (_, row) => <ImportStateTag state={row.state} />,
            },
            {
              title: t('progress'),
              key: 'progress',
              width: 160,
              render: (_, row) => (
                <Progress
                  size="small"
                  percent={partOf(row)}
                  status={row.state === 'failed' ? 'exception' : 'normal'}
                  aria-label={`${t('progress')} ${row.file_name}`}
                />
              ),
            },
            count(t('created'), 'created_count'),
            count(t('updated'), 'updated_count'),
            count(t('errors'), 'error_count'),
            {
              title: t('at'),
              key: 'at',
              width: 160,
              render: (_, row) => <DateText at={row.created_at} />,
            },
          ]}
        />
      </Panel>
    </Page>
  )
}
