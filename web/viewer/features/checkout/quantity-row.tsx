import { useWords } from '../../../shared/i18n/language.tsx'
import { Stepper } from '../../../shared/ui/stepper.tsx'
import { checkoutWords } from './checkout.words.ts'

/** How many, and why not more. */
export function QuantityRow({
  value,
  max,
  reason,
  onChange,
}: {
  value: number
  max: number
  reason: string | undefined
  onChange: (value: number) => void
}) {
  const t = useWords(checkoutWords)
  return (
    <div className="row quantity-row">
      <span className="grow">
        {t('quantity')}
        {reason && <span className="faint num"> {reason}</span>}
      </span>
      <Stepper value={value} max={max} onChange={onChange} />
    </div>
  )
}
