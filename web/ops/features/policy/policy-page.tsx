import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { instantOf } from '../../../shared/desk/business-time.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useMay } from '../../duties.tsx'
import { dayOf, readInstant, sayInstant } from './business-day.ts'
import { ChangeBanner } from './change-banner.tsx'
import { ChangeDays } from './change-days.tsx'
import { DateBar } from './date-bar.tsx'
import { DateScrubber } from './date-scrubber.tsx'
import { MatrixTable } from './matrix-table.tsx'
import { policyWords } from './policy.words.ts'
import { differs } from './rule-rank.ts'
import { RulesList } from './rules-list.tsx'
import './policy.css'

const RuleDrawer = lazy(async () => ({ default: (await import('./rule-drawer.tsx')).RuleDrawer }))

export type PolicySearch = { at?: string; compare?: string; platform?: string }

/** The link policy of a day: who may hang where, what changes next, and by which rule. */
export function PolicyPage() {
  const t = useWords(policyWords)
  const may = useMay()
  const [search, set] = useFilters<PolicySearch>()
  const now = usePlatformNow(60_000)
  const platform = search.platform ?? 'self'
  // Rounded to the minute, so that the same question is asked again and not a new one each second.
  const today = new Date(Math.floor(now / 60_000) * 60_000).toISOString()
  const at = readInstant(search.at)
  const compare = readInstant(search.compare)
  const matrix = useRoute(
    'GET /v1/link-policy/matrix',
    { query: { platform, ...(at ? { at } : {}) } },
    { placeholderData: (old) => (old?.platform === platform ? old : undefined) },
  )
  const before = useRoute(
    'GET /v1/link-policy/matrix',
    { query: { platform, at: compare ?? '' } },
    { enabled: compare !== undefined },
  )
  const rules = useRoute('GET /v1/link-policy/rules', { query: { platform } })
  const [writing, setWriting] = useState<{ supersedes?: string } | null>(null)
  const shown = at ?? today
  const mayWrite = may('admin') && platform === 'self'
  const old = compare && before.data?.platform === platform ? before.data : undefined
  const changed = old
    ? (matrix.data?.rows ?? []).reduce((count, row) => {
        const same = old.rows.find(
          (one) => one.source === row.source && one.sub_source === row.sub_source,
        )
        return count + row.cells.filter((cell, index) => differs(cell, same?.cells[index])).length
      }, 0)
    : undefined
  const goTo = (instant: string | undefined) =>
    set({ at: instant === undefined ? undefined : sayInstant(instant) })
  /** A change is best seen against the moment before it. */
  const look = (instant: string) =>
    set({
      at: sayInstant(instant),
      compare: sayInstant(instantOf(dayOf(new Date(instant).getTime() - 86_400_000))),
    })
  return (
    <Page
      title={t('title')}
      meta={t('axes')}
      acts={
        mayWrite && (
          <Button
            type="primary"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => setWriting({})}
          >
            {t('new_rule')}
          </Button>
        )
      }
    >
      {matrix.data && (
        <ChangeBanner matrix={matrix.data} platform={platform} onGo={goTo} onLook={look} />
      )}
      <Panel
        flush
        title={t('on_a_day')}
        meta={
          changed === undefined
            ? t('on_a_day_words')
            : changed > 0
              ? t('changed_cells', { count: changed })
              : t('no_difference')
        }
        acts={
          <DateBar
            platform={platform}
            at={at}
            shown={shown}
            compare={compare}
            onChange={(change) => set(change)}
          />
        }
      >
        {matrix.data && (
          <DateScrubber
            changes={matrix.data.changes_at}
            at={shown}
            now={today}
            compare={compare}
            onChange={goTo}
          />
        )}
        {matrix.error && !matrix.data ? (
          <FailureState error={matrix.error} onRetry={() => void matrix.refetch()} />
        ) : matrix.data ? (
          <MatrixTable matrix={matrix.data} before={old} rules={rules.data?.data ?? []} />
        ) : (
          <TableSkeleton rows={5} />
        )}
      </Panel>
      <div className="policy-below">
        <Panel
          flush
          title={t('rules')}
          meta={t('rules_words')}
          acts={
            rules.data && (
              <span className="desk-quiet num">
                {t('count_rules', { count: rules.data.data.length })}
              </span>
            )
          }
        >
          {rules.error && !rules.data ? (
            <FailureState error={rules.error} onRetry={() => void rules.refetch()} />
          ) : rules.data ? (
            <RulesList
              rules={rules.data.data}
              at={shown}
              {...(mayWrite ? { onReplace: (id: string) => setWriting({ supersedes: id }) } : {})}
            />
          ) : (
            <TableSkeleton rows={4} />
          )}
        </Panel>
        <Panel title={t('changes')} meta={t('changes_words')}>
          {rules.data && (
            <ChangeDays
              changes={matrix.data?.changes_at ?? []}
              rules={rules.data.data}
              at={shown}
              onLook={look}
            />
          )}
        </Panel>
      </div>
      {writing && matrix.data && rules.data && (
        <Suspense>
          <RuleDrawer
            matrix={matrix.data}
            rules={rules.data.data}
            supersedes={writing.supersedes}
            onClose={() => setWriting(null)}
          />
        </Suspense>
      )}
    </Page>
  )
}
