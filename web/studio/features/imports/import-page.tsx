import { Link } from '@tanstack/react-router'
import { Alert, Button, Progress, Skeleton } from 'antd'
import { Download } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFindingWords } from '../../../shared/desk/finding-words.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { importsWords } from './imports.words.ts'
import { ImportStateTag, partOf } from './imports-page.tsx'
import { keptFile } from './kept-file.ts'
import { type Import, useImportUpload } from './upload-panel.tsx'
import './imports.css'

const isRunning = (found: Import | undefined) =>
  found?.state === 'waiting' || found?.state === 'running'

/** One import: how far it is, what it did, what was wrong by row. */
export function ImportPage({ shop_id, import_id }: { shop_id: string; import_id: string }) {
  const t = useWords(importsWords)
  const say = useFindingWords()
  const found = useRoute(
    'GET /v1/shops/:shop_id/imports/:import_id',
    { params: { shop_id, import_id } },
    { refetchInterval: ({ state }) => (isRunning(state.data) || !state.data ? 1_000 : false) },
  )
  const one = found.data
  return (
    <Page
      title={one?.file_name ?? t('imports')}
      tag={one && <ImportStateTag state={one.state} />}
      meta={one && t(one.dry_run ? 'mode_dry' : 'mode_real')}
      back={paths.imports(shop_id)}
      acts={
        one?.state === 'done' &&
        !one.dry_run && (
          <Link {...paths.goods(shop_id)}>
            <Button type="primary">{t('to_goods')}</Button>
          </Link>
        )
      }
    >
      {found.error && !one ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !one ? (
        <Panel>
          <Skeleton active />
        </Panel>
      ) : (
        <>
          <Panel
            title={t('progress')}
            meta={
              <>
                {t('total', { count: one.products_total })} · <DateText at={one.created_at} />
              </>
            }
          >
            <Progress
              percent={partOf(one)}
              status={
                one.state === 'failed' ? 'exception' : one.state === 'done' ? 'success' : 'active'
              }
              aria-label={t('progress')}
            />
            <dl className="imports-counts">
              {(['created', 'updated', 'unchanged', 'error'] as const).map((word) => (
                <div key={word} data-word={word}>
                  <dt>{t(word === 'error' ? 'errors' : word)}</dt>
                  <dd className="num">{one[`${word}_count`]}</dd>
                </div>
              ))}
            </dl>
            {one.state === 'failed' && <Alert type="error" showIcon title={t('failed_words')} />}
          </Panel>
          {one.dry_run && one.state === 'done' && <RunForReal one={one} shop_id={shop_id} />}
          {(one.error_count > 0 || one.state === 'done') && (
            <Panel
              flush
              title={t('errors')}
              meta={one.error_count > 0 ? t('run_again') : undefined}
              acts={
                one.error_count > 0 && (
                  <Button
                    size="small"
                    icon={<Download size={14} aria-hidden />}
                    href={`/v1/shops/${shop_id}/imports/${import_id}/errors.csv`}
                    download={`${one.file_name}-errors.csv`}
                  >
                    {t('download_errors')}
                  </Button>
                )
              }
            >
              <DataTable
                route="GET /v1/shops/:shop_id/imports/:import_id/errors"
                options={{ params: { shop_id, import_id } }}
                label={t('errors')}
                rowKey={(row) => `${row.line} ${row.field} ${row.code}`}
                page_size={50}
                size="small"
                min_width={640}
                empty={<NothingYet words={t('errors_none')} />}
                columns={[
                  {
                    title: t('line'),
                    dataIndex: 'line',
                    width: 80,
                    align: 'right',
                    className: 'num',
                  },
                  { title: t('handle'), dataIndex: 'handle', width: 220 },
                  { title: t('field'), dataIndex: 'field', width: 160 },
                  { title: t('words'), key: 'words', minWidth: 240, render: (_, row) => say(row) },
                ]}
              />
            </Panel>
          )}
        </>
      )}
    </Page>
  )
}

function RunForReal({ one, shop_id }: { one: Import; shop_id: string }) {
  const t = useWords(importsWords)
  const sending = useImportUpload(shop_id)
  const kept = keptFile(one.id)
  return (
    <Alert
      type="info"
      showIcon
      title={t('run_real')}
      description={
        <>
          {!kept && t('run_real_words')}
          {sending.percent !== undefined && (
            <Progress percent={sending.percent} aria-label={t('uploading')} />
          )}
        </>
      }
      action={
        kept ? (
          <Button
            type="primary"
            loading={sending.busy}
            onClick={() => void sending.run(kept, one.category_id, false)}
          >
            {t('run_real')}
          </Button>
        ) : (
          <label className="studio-upload">
            {t('choose_file')}
            <input
              type="file"
              className="sr-only"
              accept=".csv,text/csv"
              onChange={({ target }) => {
                const file = target.files?.[0]
                if (file) void sending.run(file, one.category_id, false)
              }}
            />
          </label>
        )
      }
    />
  )
}
