import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react'
import './field.css'

type Around = { label: string; hint?: string | undefined; error?: string | undefined }

function Frame({ id, label, hint, error, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={`ui-field${error ? ' ui-field-wrong' : ''}`}>
      <label htmlFor={id}>{label}</label>
      {children}
      {(error ?? hint) && (
        <p id={`${id}-note`} className="ui-field-note">
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

/** One line of text with its label; `error` says what is wrong with it, under it. */
export function TextField({
  label,
  hint,
  error,
  ...rest
}: Around & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        {...rest}
        aria-invalid={error ? true : undefined}
        aria-describedby={(error ?? hint) ? `${id}-note` : undefined}
      />
    </Frame>
  )
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        rows={3}
        {...rest}
        aria-invalid={error ? true : undefined}
        aria-describedby={(error ?? hint) ? `${id}-note` : undefined}
      />
    </Frame>
  )
}

/** One of several, as chips; arrow keys move among them. */
export function Choices<T extends string>({
  label,
  options,
  value,
  onChange,
  look = 'chips',
}: {
  label: string
  options: readonly { value: T; words: string; note?: string; disabled?: boolean }[]
  value: T | undefined
  onChange: (value: T) => void
  look?: 'chips' | 'rows'
}) {
  const name = useId()
  return (
    <fieldset className={`ui-choices ui-choices-${look}`}>
      <legend>{label}</legend>
      <div>
        {options.map((option) => (
          <label key={option.value} className={option.disabled ? 'ui-choice-off' : ''}>
            <input
              type="radio"
              name={name}
              checked={value === option.value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            <span>
              {option.words}
              {option.note && <small>{option.note}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
