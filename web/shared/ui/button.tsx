import type { ButtonHTMLAttributes, ReactNode } from 'react'
import './button.css'

type Look = {
  /** `primary` is the one thing to do here; `soft` and `outline` stand beside it; `quiet` is words only. */
  tone?: 'primary' | 'soft' | 'outline' | 'quiet' | 'danger' | 'dark'
  /** Visual height 44, 36 or 30; the target stays at least 44 on touch. */
  size?: 'l' | 'm' | 's'
  /** Takes the whole width. */
  wide?: boolean
  icon?: ReactNode
}

export const buttonClass = ({ tone = 'primary', size = 'm', wide }: Look = {}): string =>
  `ui-button ui-button-${tone} ui-button-${size}${wide ? ' ui-button-wide' : ''}`

/** A button; `busy` keeps its width, shows a turning ring and takes no second press. */
export function Button({
  tone,
  size,
  wide,
  icon,
  busy,
  children,
  className,
  disabled,
  ...rest
}: Look & { busy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={`${buttonClass({ tone, size, wide })} ${className ?? ''}`}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <span className="ui-ring" aria-hidden /> : icon}
      <span className="ui-button-words">{children}</span>
    </button>
  )
}

/** A round button that shows only an icon; `label` is its name. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: { label: string } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={`ui-icon-button ${className ?? ''}`}
    >
      {children}
    </button>
  )
}
