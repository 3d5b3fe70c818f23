import { lazy, type ReactNode } from 'react'
import { Overlay } from './overlay.tsx'

export type SheetProps = {
  open: boolean
  onClose: () => void
  title: string
  /** Shows a back arrow: the sheet is one step deep. */
  onBack?: (() => void) | undefined
  head?: ReactNode
  foot?: ReactNode
  /** `tall` is 74 % of the screen, `full` leaves a strip, `fit` is as high as its content. */
  height?: 'tall' | 'full' | 'fit'
  children: ReactNode
}

const load = async () => ({ default: (await import('./sheet-popup.tsx')).SheetPopup })
const SheetPopup = lazy(load)

/**
 * A sheet from the bottom edge: closed by Esc, the backdrop, its cross or a pull on the grip; focus goes back to where
 * it was. `head` takes the place of the title bar's words, `foot` stays put under the scrolling body.
 */
export function Sheet(props: SheetProps) {
  return (
    <Overlay open={props.open} load={load}>
      <SheetPopup {...props} />
    </Overlay>
  )
}
