import { Dialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import './sheet.css'

/** A question before something that cannot be taken back; `no` is the way out and takes the first focus. */
export function Ask({
  open,
  title,
  children,
  yes,
  no,
  busy,
  onYes,
  onClose,
}: {
  open: boolean
  title: string
  children?: ReactNode
  yes: string
  no: string
  busy?: boolean
  onYes: () => void
  onClose: () => void
}) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="ui-sheet-backdrop" style={{ zIndex: 60 }} />
        <Dialog.Popup className="ui-ask">
          <Dialog.Title className="ui-ask-title">{title}</Dialog.Title>
          {children && (
            <Dialog.Description className="ui-ask-words" render={<div />}>
              {children}
            </Dialog.Description>
          )}
          <div className="ui-ask-acts">
            <Button tone="outline" size="l" onClick={onClose}>
              {no}
            </Button>
            <Button size="l" busy={busy ?? false} onClick={onYes}>
              {yes}
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
