import { Button, Segmented, Select, Table, type TableProps } from 'antd'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { useRuleWords } from '../../../shared/deposits/deposit-lines.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { DataTable, TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsDepositsWords } from './deposits.words.ts'
import type { DepositRuleRow } from './rule-fields.ts'

const RuleDrawer = lazy(async () => ({ default: (await import('./rule-drawer.tsx')).RuleDrawer }))

const TONES = {
  in_force: 'success',
  to_come: 'info',
  replaced: 'neutral',
  over: 'neutral',
} as const
const VIEWS = ['now', 'coming', 'history'] as const
const KINDS = ['base', 'floating', 'event'] as const

/** Every dated rule of what shops have to leave: in force, to come, and all that ever were; and the form of a new one. */
export function RulesTable() {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const [view, setView] = useState<(typeof VIEWS)[number]>('now')
  const [kind, setKind] = useState<(typeof KINDS)[number]>()
  const [writing, setWriting] = useState<{ replaces?: DepositRuleRow }>()
  const found = useRoute('GET /v1/deposit-rules', {})
  const columns = useRuleColumns((replaces) => setWriting({ replaces }))
  if (found.error && !found.data)
    return <FailureState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <TableSkeleton rows={6} />
  const standing = view === 'coming' ? 'to_come' : 'in_force'
  const coming = found.data.data.filter((rule) => rule.standing === 'to_come').length
  return (
    <>
      <div className="desk-tools deposit-tools">
        <Segmented
          aria-label={t('rules')}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({
            value,
            label:
              value === 'coming' && coming > 0
                ? `${t('rules_coming')} ${coming}`
                : t(`rules_${value}`),
          }))}
        />
        <Select
          aria-label={words('kind')}
          className="deposit-kind"
          value={kind ?? 'all'}
          onChange={(word) => setKind(KINDS.find((one) => one === word))}
          options={[
            { value: 'all', label: t('every_kind') },
            ...KINDS.map((value) => ({ value: value as string, label: words(`kind_${value}`) })),
          ]}
        />
        <Button
          type="primary"
          className="deposit-new"
          icon={<Plus size={14} aria-hidden />}
          onClick={() => setWriting({})}
        >
          {t('new_rule')}
        </Button>
      </div>
      <p className="desk-quiet deposit-rules-note">{t('rules_words')}</p>
      {view === 'history' ? (
        <History kind={kind} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
        <section className="desk-table-scroll deposit-rules" aria-label={t('rules')} tabIndex={0}>
          <Table
            dataSource={found.data.data.filter(
              (rule) => rule.standing === standing && (!kind || rule.kind === kind),
            )}
            rowKey="id"
            size="small"
            pagination={{ pageSize: 20, showSizeChanger: false, hideOnSinglePage: true }}
            columns={columns}
            locale={{
              emptyText: (
                <NothingYet words={t(view === 'coming' ? 'none_coming' : 'none_in_force')} />
              ),
            }}
          />
        </section>
      )}
      {writing && (
        <Suspense>
          <RuleDrawer
            replaces={writing.replaces}
            rules={found.data.data}
            onClose={() => setWriting(undefined)}
          />
        </Suspense>
      )}
    </>
  )
}

function useRuleColumns(
  onReplace?: (rule: DepositRuleRow) => void,
): NonNullable<TableProps<DepositRuleRow>['columns']> {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const about = useRuleWords()
  return [
    {
      title: words('kind'),
      key: 'kind',
      width: 80,
      render: (_, row) => words(`kind_${row.kind}`),
    },
    {
      title: words('rule'),
      key: 'rule',
      render: (_, row) => (
        <>
          {about(row)}
          {row.shops_count > 0 && (
            <div className="desk-quiet">{t('event_shops', { count: row.shops_count })}</div>
          )}
        </>
      ),
    },
    {
      title: words('amount'),
      key: 'amount',
      width: 120,
      align: 'right',
      render: (_, row) => <MoneyText fen={row.amount} />,
    },
    {
      title: t('effective'),
      key: 'effective',
      width: 190,
      render: (_, row) => (
        <>
          <DateText at={row.effective_from} /> –{' '}
          {row.effective_until ? <DateText at={row.effective_until} /> : t('open_end')}
        </>
      ),
    },
    {
      title: t('reason'),
      key: 'reason',
      width: 220,
      render: (_, row) => row.reason || <span className="desk-quiet">{row.source}</span>,
    },
    ...(onReplace
      ? [
          {
            title: <span className="sr-only">{t('replace')}</span>,
            key: 'acts',
            width: 90,
            render: (_: unknown, row: DepositRuleRow) =>
              row.kind !== 'event' && (
                <Button size="small" type="link" onClick={() => onReplace(row)}>
                  {t('replace')}
                </Button>
              ),
          },
        ]
      : []),
  ]
}

/** Every announcement, the latest first: by whom, why, how it stands now. */
function History({ kind }: { kind: (typeof KINDS)[number] | undefined }) {
  const t = useWords(opsDepositsWords)
  return (
    <DataTable
      route="GET /v1/deposit-rule-history"
      options={{ query: { kind } }}
      label={t('rules_history')}
      rowKey="id"
      size="small"
      min_width={1_000}
      columns={[
        {
          title: t('announced'),
          key: 'announced',
          width: 160,
          render: (_, row) => (
            <>
              <DateText at={row.added_at} />
              <div className="desk-quiet">{row.added_by_name ?? t('announced_by_start')}</div>
            </>
          ),
        },
        {
          title: t('standing'),
          key: 'standing',
          width: 110,
          render: (_, row) => (
            <StatusTag tone={TONES[row.standing]}>{t(`standing_${row.standing}`)}</StatusTag>
          ),
        },
        ...(useRuleColumns() as object[]),
      ]}
    />
  )
}
