import { Minus, Plus } from 'lucide-react'
import { useWords } from '../i18n/language.tsx'
import './stepper.css'
import { uiWords } from './ui.words.ts'

/** How many: minus, the number, plus. */
export function Stepper({
  value,
  min = 1,
  max,
  onChange,
  label,
  disabled,
}: {
  value: number
  min?: number
  max: number
  onChange: (value: number) => void
  label?: string
  disabled?: boolean
}) {
  const t = useWords(uiWords)
  return (
    <fieldset className="ui-stepper" aria-label={label ?? t('quantity')}>
      <button
        type="button"
        aria-label={t('less')}
        disabled={disabled || value <= min}
        onClick={() => onChange(value - 1)}
      >
        <span>
          <Minus size={16} aria-hidden />
        </span>
      </button>
      <output aria-live="polite" className="num">
        {value}
      </output>
      <button
        type="button"
        aria-label={t('more')}
        disabled={disabled || value >= max}
        onClick={() => onChange(value + 1)}
      >
        <span>
          <Plus size={16} aria-hidden />
        </span>
      </button>
    </fieldset>
  )
}
