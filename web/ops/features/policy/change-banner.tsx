import { Button } from 'antd'
import { CircleAlert, History } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { minuteOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import type { Matrix } from './rule-rank.ts'

const SHOWN = 4

/** What changes next after the day that is looked at, cell by cell. */
export function ChangeBanner({
  matrix,
  platform,
  onGo,
  onLook,
}: {
  matrix: Matrix
  platform: string
  onGo: (at: string) => void
  onLook: (at: string) => void
}) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  const turning = matrix.rows.flatMap((row) =>
    row.cells.flatMap((cell, index) =>
      cell.next_change_at && cell.next_effect
        ? [{ row, cell, placement: matrix.placements[index]!, at: cell.next_change_at }]
        : [],
    ),
  )
  const next = turning.map(({ at }) => at).sort()[0]
  if (next === undefined)
    return platform === 'self' ? null : (
      <p className="policy-banner" data-calm>
        <History size={18} aria-hidden />
        <span>{t('history_of', { platform: t(`platform_${platform as 'kuaishou'}`) })}</span>
      </p>
    )
  const then = turning.filter(({ at }) => at === next)
  return (
    <section className="policy-banner" aria-label={t('changes')}>
      <CircleAlert size={20} aria-hidden />
      <div>
        <p className="num">{t('next_change', { at: minuteOf(next), count: then.length })}</p>
        <ul>
          {then.slice(0, SHOWN).map(({ row, cell, placement }) => (
            <li key={`${row.source}/${row.sub_source}/${placement}`}>
              {t('before_after', {
                source: names.source(row.sub_source ?? row.source),
                placement: names.placement(placement),
                before: names.effect(cell.effect),
                after: names.effect(cell.next_effect!),
              })}
            </li>
          ))}
          {then.length > SHOWN && <li>{t('and_more', { count: then.length })}</li>}
        </ul>
      </div>
      <div className="policy-banner-acts">
        <Button onClick={() => onGo(next)}>{t('go_there')}</Button>
        <Button onClick={() => onLook(next)}>{t('look_at_change')}</Button>
      </div>
    </section>
  )
}
