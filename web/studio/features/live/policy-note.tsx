import { ShieldAlert } from 'lucide-react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useRuleReason } from '../../../shared/i18n/use-rule-reason.ts'
import type { Desk, DeskItem } from './desk-state.ts'
import { liveWords } from './live.words.ts'

const SHOWN_BEFORE_MS = 24 * 3_600_000

/** What the link policy does to goods in the cart: why they are hidden, or what comes when. */
export function PolicyNote({
  item,
  warning,
}: {
  item: DeskItem
  warning: Desk['warnings'][number] | undefined
}) {
  const t = useWords(liveWords)
  const now = usePlatformNow()
  const why = useRuleReason()
  const { verdict } = item
  const at = warning?.at ?? verdict?.next_change_at
  const effect = warning?.effect ?? verdict?.next_effect
  const left = at ? new Date(at).getTime() - now : 0
  return (
    <>
      {item.state === 'hidden_by_policy' && (
        <p className="live-policy" data-tone="hidden">
          <ShieldAlert size={13} aria-hidden />
          <span>
            {t('hidden')}
            {verdict?.rule_id && (
              <> · {t('rule', { rule: verdict.rule_id, reason: why(verdict.reason) })}</>
            )}
          </span>
        </p>
      )}
      {at && effect && effect !== verdict?.effect && left > 0 && left < SHOWN_BEFORE_MS && (
        <p className="live-policy num" role="timer">
          <ShieldAlert size={13} aria-hidden />
          <span>
            {t('will_change', {
              effect: t(`effect_${effect}` as 'effect_block'),
              time: countdown(left),
            })}
            {warning && ` · ${warning.rule_id}`}
          </span>
        </p>
      )}
    </>
  )
}
