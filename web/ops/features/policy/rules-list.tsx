import { Button } from 'antd'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useRuleReason } from '../../../shared/i18n/use-rule-reason.ts'
import { minuteOf } from './business-day.ts'
import { EffectTag } from './effect-tag.tsx'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import { lifetimes, type Rule } from './rule-rank.ts'
import { RuleSpan } from './rule-span.tsx'

const TONES = {
  now: 'success',
  later: 'info',
  over: 'neutral',
  void: 'neutral',
} as const satisfies Record<string, Tone>

/** All rules, newest start first, each with what it was worth on the day that is looked at. */
export function RulesList({
  rules,
  at,
  onReplace,
}: {
  rules: readonly Rule[]
  at: string
  onReplace?: (id: string) => void
}) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  const why = useRuleReason()
  const alive = lifetimes(rules)
  const instant = new Date(at).getTime()
  return (
    <ol className="policy-rules">
      {rules.map((rule) => {
        const life = alive.get(rule.id) ?? { from: 0, to: 0 }
        const state =
          life.to <= life.from
            ? 'void'
            : instant < life.from
              ? 'later'
              : instant < life.to
                ? 'now'
                : 'over'
        return (
          <li key={rule.id} data-state={state}>
            <div className="policy-rule-head">
              <EffectTag effect={rule.effect} fee_ppm={rule.fee_ppm} />
              <b>{names.scope(rule)}</b>
              <StatusTag tone={TONES[state]} dot>
                {t(`state_${state}`)}
              </StatusTag>
            </div>
            <p>{why(rule.reason)}</p>
            <div className="policy-rule-foot">
              <code>{rule.id}</code>
              <RuleSpan rule={rule} life={life} />
              {rule.announced_at && (
                <span className="num">
                  {t('announced')} {minuteOf(rule.announced_at).replace(/ 00:00$/, '')}
                </span>
              )}
              {rule.supersedes && <span>{t('replaces', { id: rule.supersedes })}</span>}
              {onReplace && (state === 'now' || state === 'later') && (
                <Button type="link" size="small" onClick={() => onReplace(rule.id)}>
                  {t('replace')}
                </Button>
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
