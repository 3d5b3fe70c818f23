import { Button, Skeleton, Table, type TableProps } from 'antd'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Route } from '../api/client.ts'
import { usePages } from '../api/query.ts'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { FailureState, NothingYet } from './states.tsx'
import { TableScroll } from './table-scroll.tsx'

/** The least a column needs; one that wide screens alone show counts for nothing. */
const leastOf = (column: { width?: unknown; minWidth?: number; responsive?: unknown }): number =>
  column.responsive ? 0 : typeof column.width === 'number' ? column.width : (column.minWidth ?? 0)

/** The rows of a paged route. */
export type RowOf<K extends Route> = ReturnType<typeof usePages<K>>['rows'][number]

type Props<K extends Route> = {
  /** A route that answers `{ data, next }`. */
  route: K
  options?: { params?: object; query?: object }
  columns: NonNullable<TableProps<RowOf<K>>['columns']>
  rowKey: (keyof RowOf<K> & string) | ((row: RowOf<K>) => string)
  /** Names the table for those who cannot see it. */
  label: string
  /** What to show where there is nothing at all; `filtered` tells it from "nothing matches". */
  empty?: ReactNode
  filtered?: boolean
  onClear?: () => void
  selection?: { keys: string[]; onChange: (keys: string[], rows: RowOf<K>[]) => void }
  expanded?: (row: RowOf<K>) => ReactNode
  onOpen?: (row: RowOf<K>) => void
  lit?: (row: RowOf<K>) => boolean
  every_ms?: number
  page_size?: number
  min_width?: number
  size?: 'small' | 'middle'
}

/** A table over a paged route: pages by the server's cursor, skeleton, empty and failed drawn. */
export function DataTable<K extends Route>({
  route,
  options,
  columns,
  rowKey,
  label,
  empty,
  filtered,
  onClear,
  selection,
  expanded,
  onOpen,
  lit,
  every_ms,
  page_size = 20,
  min_width = 0,
  size = 'middle',
}: Props<K>) {
  const t = useWords(deskWords)
  const asked = { ...options, query: { ...options?.query, limit: page_size } }
  const pages = usePages(route, asked, every_ms ? { refetchInterval: every_ms } : {})
  const [index, setIndex] = useState(0)
  const question = JSON.stringify(asked)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts at its first page.
  useEffect(() => setIndex(0), [question])
  const loaded = pages.data?.pages ?? []
  const here = Math.min(index, Math.max(0, loaded.length - 1))
  const rows: RowOf<K>[] = (loaded[here] as { data: RowOf<K>[] } | undefined)?.data ?? []
  const hasNext = here < loaded.length - 1 || pages.hasNextPage
  const goOn = async () => {
    if (here >= loaded.length - 1) await pages.fetchNextPage()
    setIndex(here + 1)
  }
  // Where a column is cut short by an ellipsis the layout is fixed, and what has no width of its own would collapse.
  const least = Math.max(
    min_width,
    columns.reduce((sum, column) => sum + leastOf(column), 60),
  )
  if (pages.error && loaded.length === 0)
    return <FailureState error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.isPending) return <TableSkeleton rows={6} />
  return (
    <div className="desk-table" aria-busy={pages.isFetchingNextPage}>
      <TableScroll label={label} least={least}>
        <Table<RowOf<K>>
          dataSource={rows}
          columns={columns}
          rowKey={rowKey}
          size={size}
          pagination={false}
          rowClassName={(row) =>
            `${onOpen ? 'desk-row-opens' : ''} ${lit?.(row) ? 'desk-row-lit' : ''}`
          }
          {...(onOpen
            ? {
                onRow: (row) => ({
                  onClick: (event) => {
                    const target = event.target as HTMLElement
                    // Links, buttons and boxes act for themselves; menus and dialogs of a row only seem to lie in it.
                    if (
                      event.currentTarget.contains(target) &&
                      !target.closest('a,button,input,label,.ant-checkbox-wrapper')
                    )
                      onOpen(row)
                  },
                }),
              }
            : {})}
          {...(selection
            ? {
                rowSelection: {
                  selectedRowKeys: selection.keys,
                  preserveSelectedRowKeys: true,
                  onChange: (keys, chosen) => selection.onChange(keys.map(String), chosen),
                  getCheckboxProps: (row) =>
                    ({
                      'aria-label':
                        typeof rowKey === 'function' ? rowKey(row) : String(row[rowKey]),
                    }) as object,
                  columnWidth: 44,
                },
              }
            : {})}
          {...(expanded
            ? {
                expandable: {
                  expandedRowRender: expanded,
                  columnWidth: 44,
                  columnTitle: <span className="sr-only">{t('details')}</span>,
                },
              }
            : {})}
          locale={{
            emptyText: filtered ? (
              <NothingYet words={t('nothing_found')}>
                {onClear && <Button onClick={onClear}>{t('clear')}</Button>}
              </NothingYet>
            ) : (
              (empty ?? <NothingYet />)
            ),
          }}
        />
      </TableScroll>
      {(here > 0 || hasNext) && (
        <nav className="desk-pager" aria-label={t('pages')}>
          <span className="desk-quiet num">{t('rows_shown', { count: rows.length })}</span>
          <Button
            size="small"
            disabled={here === 0}
            icon={<ChevronLeft size={14} aria-hidden />}
            onClick={() => setIndex(here - 1)}
          >
            {t('page_before')}
          </Button>
          <span className="num">{t('page_now', { page: here + 1 })}</span>
          <Button
            size="small"
            disabled={!hasNext}
            loading={pages.isFetchingNextPage}
            icon={<ChevronRight size={14} aria-hidden />}
            iconPlacement="end"
            onClick={() => void goOn()}
          >
            {t('page_after')}
          </Button>
        </nav>
      )}
    </div>
  )
}

export const TableSkeleton = ({ rows }: { rows: number }) => (
  <div className="desk-table-skeleton" aria-busy="true">
    {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
      <Skeleton
        key={row}
        active
        avatar={{ shape: 'square', size: 40 }}
        title={false}
        paragraph={{ rows: 2 }}
      />
    ))}
  </div>
)
