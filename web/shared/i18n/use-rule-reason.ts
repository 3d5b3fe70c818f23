import { useLanguage } from './language.tsx'
import { ruleReasons } from './rule-reasons.ts'

/** A rule's reason in the person's language; what an operator wrote is shown as it was written. */
export function useRuleReason(): (reason: string) => string {
  const { language } = useLanguage()
  return (reason) => (language === 'zh-CN' ? ruleReasons[reason] : undefined) ?? reason
}
