import { Dialog } from '@base-ui/react/dialog'
import { ChevronLeft, X } from 'lucide-react'
import { type PointerEvent, useRef, useState } from 'react'
import { useWords } from '../i18n/language.tsx'
import { IconButton } from './button.tsx'
import type { SheetProps } from './sheet.tsx'
import './sheet.css'
import { uiWords } from './ui.words.ts'

/** The sheet itself; pages use `Sheet`, which loads it when it is first wanted. */
export function SheetPopup({
  open,
  onClose,
  title,
  onBack,
  head,
  foot,
  height,
  children,
}: SheetProps) {
  const t = useWords(uiWords)
  const start = useRef<number | null>(null)
  const body = useRef<HTMLElement>(null)
  const [pulled, setPulled] = useState(0)
  const pull = {
    onPointerDown: (event: PointerEvent) => {
      start.current = event.clientY
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent) => {
      if (start.current !== null) setPulled(Math.max(0, event.clientY - start.current))
    },
    onPointerUp: () => {
      if (pulled > 96) onClose()
      start.current = null
      setPulled(0)
    },
    onPointerCancel: () => {
      start.current = null
      setPulled(0)
    },
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="ui-sheet-backdrop" />
        <Dialog.Popup
          className={`ui-sheet ui-sheet-${height ?? 'tall'}`}
          initialFocus={body}
          style={pulled ? { transform: `translate(-50%, ${pulled}px)`, transition: 'none' } : {}}
        >
          <div className="ui-sheet-grip" aria-hidden {...pull} />
          <div className="ui-sheet-head">
            {onBack && (
              <IconButton label={t('back')} onClick={onBack}>
                <ChevronLeft size={22} />
              </IconButton>
            )}
            <Dialog.Title className={head ? 'sr-only' : 'ui-sheet-title'}>{title}</Dialog.Title>
            {head && <div className="ui-sheet-own-head">{head}</div>}
            <IconButton label={t('close')} onClick={onClose} className="ui-sheet-close">
              <X size={22} />
            </IconButton>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards have to be able to scroll it. */}
          <section className="ui-sheet-body" tabIndex={0} ref={body} aria-label={title}>
            {children}
          </section>
          {foot && <div className="ui-sheet-foot">{foot}</div>}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
