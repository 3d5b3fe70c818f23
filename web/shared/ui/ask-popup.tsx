import { Dialog } from '@base-ui/react/dialog'
import type { AskProps } from './ask.tsx'
import { Button } from './button.tsx'
import './sheet.css'

/** The question itself; pages use `Ask`, which loads it when it is first wanted. */
export function AskPopup({ open, title, children, yes, no, busy, onYes, onClose }: AskProps) {
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
