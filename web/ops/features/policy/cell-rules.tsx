import { useWords } from '../../../shared/i18n/language.tsx'
import { useRuleReason } from '../../../shared/i18n/use-rule-reason.ts'
import { minuteOf } from './business-day.ts'
import { EffectTag } from './effect-tag.tsx'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import { type Cell, lifetimes, OWN, type Place, type Rule, speaksOf } from './rule-rank.ts'
import { RuleSpan } from './rule-span.tsx'

/** Why a cell says what it says: its rule, what comes next, and every rule that ever spoke of it. */
export function CellRules({
  cell,
  place,
  at,
  rules,
}: {
  cell: Cell
  place: Place
  at: string
  rules: readonly Rule[]
}) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  const why = useRuleReason()
  const rule = rules.find(({ id }) => id === cell.rule_id)
  const alive = lifetimes(rules)
  const others = rules.filter((one) => one.id !== cell.rule_id && speaksOf(one, place))
  return (
    <div className="policy-why">
      <dl className="desk-facts">
        <dt>{t('field_effect')}</dt>
        <dd>
          <EffectTag effect={cell.effect} fee_ppm={cell.fee_ppm} />
        </dd>
        <dt>{t('rule')}</dt>
        <dd>{rule ? <code>{rule.id}</code> : t('rule_none')}</dd>
        <dt>{t('reason')}</dt>
        <dd>
          {rule ? why(cell.reason) : t(place.source === OWN ? 'default_own' : 'default_block')}
        </dd>
        {rule && (
          <>
            <dt>{t('in_force')}</dt>
            <dd>
              <RuleSpan rule={rule} life={alive.get(rule.id)} />
            </dd>
          </>
        )}
        {rule?.announced_at && (
          <>
            <dt>{t('announced')}</dt>
            <dd className="num">{minuteOf(rule.announced_at)}</dd>
          </>
        )}
      </dl>
      {cell.next_change_at && cell.next_effect && (
        <p className="policy-why-next num">
          {t('turns', {
            day: minuteOf(cell.next_change_at),
            effect: names.effect(cell.next_effect),
          })}
        </p>
      )}
      {others.length > 0 && (
        <>
          <h3>{t('cell_history')}</h3>
          <ul>
            {others.map((one) => (
              <li
                key={one.id}
                data-now={
                  (alive.get(one.id)?.from ?? 0) <= new Date(at).getTime() &&
                  new Date(at).getTime() < (alive.get(one.id)?.to ?? 0)
                    ? true
                    : undefined
                }
              >
                <EffectTag effect={one.effect} fee_ppm={one.fee_ppm} />
                <span>
                  <code>{one.id}</code> <RuleSpan rule={one} life={alive.get(one.id)} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
