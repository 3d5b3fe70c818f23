import { lazy, type ReactNode } from 'react'
import { Overlay } from './overlay.tsx'

export type AskProps = {
  open: boolean
  title: string
  children?: ReactNode
  yes: string
  no: string
  busy?: boolean
  onYes: () => void
  onClose: () => void
}

const load = async () => ({ default: (await import('./ask-popup.tsx')).AskPopup })
const AskPopup = lazy(load)

/** A question before something that cannot be taken back; `no` is the way out and takes the first focus. */
export function Ask(props: AskProps) {
  return (
    <Overlay open={props.open} load={load}>
      <AskPopup {...props} />
    </Overlay>
  )
}
