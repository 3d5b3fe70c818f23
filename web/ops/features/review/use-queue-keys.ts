import { useEffect, useRef } from 'react'

/** J and K walk the queue; other letters act. Silent while words are being written or a dialog is open. */
export function useQueueKeys({
  ids,
  current,
  onSelect,
  acts,
}: {
  ids: readonly string[]
  current: string | undefined
  onSelect: (id: string) => void
  acts: Record<string, () => void>
}): void {
  const latest = useRef({ ids, current, onSelect, acts })
  latest.current = { ids, current, onSelect, acts }
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target as HTMLElement
      if (
        target.closest('input,textarea,select,[contenteditable],[role="combobox"]') ||
        document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-drawer-open')
      )
        return
      const { ids, current, onSelect, acts } = latest.current
      const key = event.key.toLowerCase()
      if (key === 'j' || key === 'k') {
        const at = current === undefined ? -1 : ids.indexOf(current)
        const next = ids[key === 'j' ? at + 1 : Math.max(0, at - 1)]
        if (next !== undefined) onSelect(next)
      } else if (acts[key]) acts[key]()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
}
