/** What a key press means at the control desk. */
export type DeskCommand =
  | { do: 'explain'; number: number }
  | { do: 'stop' }
  | { do: 'flash' }
  | { do: 'search' }
  | { do: 'help' }
  | { do: 'close' }

export type Press = {
  key: string
  ctrlKey?: boolean
  metaKey?: boolean
  altKey?: boolean
  repeat?: boolean
  /** Composing Chinese with an input method: keys belong to it. */
  isComposing?: boolean
  /** The press lands where one types or acts. */
  inField: boolean
  onControl: boolean
}

/** Keys rest in fields, during composition and with modifiers; Space on a button presses that button. */
export function commandOf(press: Press): DeskCommand | null {
  if (press.isComposing || press.ctrlKey || press.metaKey || press.altKey || press.repeat)
    return null
  if (press.key === 'Escape') return { do: 'close' }
  if (press.inField) return null
  if (/^[1-9]$/.test(press.key)) return { do: 'explain', number: Number(press.key) }
  if (press.key === ' ') return press.onControl ? null : { do: 'stop' }
  if (press.key === 'f' || press.key === 'F') return { do: 'flash' }
  if (press.key === '/') return { do: 'search' }
  if (press.key === '?') return { do: 'help' }
  return null
}

export const pressOf = (event: KeyboardEvent): Press => {
  const target = event.target as HTMLElement | null
  return {
    key: event.key,
    ctrlKey: event.ctrlKey,
    metaKey: event.metaKey,
    altKey: event.altKey,
    repeat: event.repeat,
    isComposing: event.isComposing,
    inField: Boolean(target?.closest('input,textarea,select,[contenteditable="true"]')),
    onControl: Boolean(target?.closest('button,a,[role="switch"],[role="menuitem"],[role="tab"]')),
  }
}
