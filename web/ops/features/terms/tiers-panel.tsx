import { Button, Segmented, Table } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { businessToday } from '../../../shared/desk/day-field.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { dated, TONES } from './dated.ts'
import { termsWords } from './terms.words.ts'
import { TierDrawer } from './tier-drawer.tsx'
import { scoreText, type TierAsk, type TierRule } from './tier-fields.ts'
import { tiersWords } from './tiers.words.ts'
import { useTierName } from './use-tier-name.ts'

const ROLES = ['shop', 'creator'] as const
const VIEWS = ['now', 'all'] as const
const RANK = { to_come: 0, in_force: 0, over: 1 }

/** After how many days each tier's money settles and what stays in reserve; and the form of the next rule. */
export function TiersPanel() {
  const t = useWords(tiersWords)
  const terms = useWords(termsWords)
  const format = useFormat()
  const tierName = useTierName()
  const [role, setRole] = useState<TierAsk['role']>('shop')
  const [view, setView] = useState<(typeof VIEWS)[number]>('now')
  const [writing, setWriting] = useState<{ replaces?: TierRule }>()
  const found = useRoute('GET /v1/tier-rules')
  const rules = dated(
    found.data?.data ?? [],
    businessToday(),
    (rule) => `${rule.role} ${rule.tier}`,
  )
  const shown = rules
    .filter((rule) => rule.role === role && (view === 'all' || rule.standing !== 'over'))
    .sort(
      (a, b) =>
        RANK[a.standing] - RANK[b.standing] ||
        (b.score_from ?? -1) - (a.score_from ?? -1) ||
        (a.valid_from < b.valid_from ? 1 : -1),
    )
  return (
    <Panel
      flush
      title={t('tiers')}
      meta={t('tiers_words')}
      acts={
        <Button
          type="primary"
          icon={<Plus size={14} aria-hidden />}
          disabled={!found.data}
          onClick={() => setWriting({})}
        >
          {t('announce')}
        </Button>
      }
    >
      <div className="desk-tools">
        <Segmented
          aria-label={t('role')}
          value={role}
          onChange={setRole}
          options={ROLES.map((value) => ({ value, label: t(`role_${value}`) }))}
        />
        <Segmented
          aria-label={t('view')}
          value={view}
          onChange={setView}
          options={VIEWS.map((value) => ({ value, label: t(`view_${value}`) }))}
        />
      </div>
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <TableSkeleton rows={3} />
      ) : (
        <TableScroll label={t('tiers')} least={860}>
          <Table
            size="small"
            rowKey={(row) => `${row.tier} ${row.valid_from}`}
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            dataSource={shown}
            columns={[
              {
                title: terms('standing'),
                key: 'standing',
                width: 100,
                render: (_, row) => (
                  <StatusTag tone={TONES[row.standing]}>
                    {terms(`standing_${row.standing}`)}
                  </StatusTag>
                ),
              },
              { title: t('tier'), key: 'tier', render: (_, row) => tierName(row.tier) },
              {
                title: t('score_from'),
                key: 'score',
                width: 100,
                align: 'right',
                render: (_, row) =>
                  row.score_from === null ? (
                    <span className="desk-quiet">{t('no_score')}</span>
                  ) : (
                    <span className="num">{scoreText(row.score_from)}</span>
                  ),
              },
              {
                title: t('hold'),
                key: 'hold',
                width: 110,
                align: 'right',
                render: (_, row) => (
                  <b className="num">{t('hold_days', { days: row.hold_days })}</b>
                ),
              },
              {
                title: t('reserve'),
                key: 'reserve',
                width: 190,
                render: (_, row) =>
                  row.reserve_ppm === 0
                    ? '—'
                    : t('reserve_words', {
                        rate: format.percent(row.reserve_ppm),
                        days: row.reserve_days,
                      }),
              },
              {
                title: t('effective'),
                key: 'effective',
                width: 200,
                render: (_, row) => (
                  <span className="num desk-nowrap">
                    {row.valid_from} – {row.until ?? terms('open_end')}
                  </span>
                ),
              },
              {
                title: <span className="sr-only">{t('replace')}</span>,
                key: 'acts',
                width: 84,
                render: (_, row) =>
                  row.standing === 'in_force' && (
                    <Button
                      size="small"
                      type="link"
                      aria-label={t('replace_of', { tier: tierName(row.tier) })}
                      onClick={() => setWriting({ replaces: row })}
                    >
                      {t('replace')}
                    </Button>
                  ),
              },
            ]}
          />
        </TableScroll>
      )}
      {writing && (
        <TierDrawer
          role={role}
          replaces={writing.replaces}
          rules={rules}
          onClose={() => setWriting(undefined)}
        />
      )}
    </Panel>
  )
}
