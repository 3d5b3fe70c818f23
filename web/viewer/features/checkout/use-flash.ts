import { useRef } from 'react'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useBuying } from './buy-board.ts'
import { type Flash, type FlashButton, flashButton, type Gone, saidGone } from './flash-state.ts'

/** Offers that were sold out once while somebody looked: when they open again, units came back. */
const once_gone = new Set<string>()

/** A place's flash offer and one's own try, drawn by the platform's clock and at the very instant of the opening. */
export function useFlash(place: string, offer: Flash | null | undefined) {
  const buying = useBuying(place)
  const opening = offer?.state === 'scheduled' ? offer.opens_at : undefined
  const busy = buying.at !== 'idle' && buying.at !== 'refused'
  const now = usePlatformNow(offer || busy ? 250 : 60_000, opening ?? offer?.closes_at)
  const gone = useRef<{ offer_id: string } & Gone>(undefined)

  if (offer && saidGone(buying, offer) && buying.at === 'refused') {
    if (gone.current?.since !== buying.since)
      gone.current = { offer_id: offer.id, since: buying.since, taken: offer.taken }
    // Numbers that were still climbing when it was said, or stood at the end: only less than that means more is left.
    else if (offer.taken >= offer.quota) gone.current.taken = offer.quota
  } else if (gone.current?.offer_id !== offer?.id) gone.current = undefined

  const flash: FlashButton = flashButton(offer, now, buying, gone.current)
  if (offer && flash.state === 'sold_out') once_gone.add(offer.id)
  return {
    buying,
    now,
    flash,
    restocked: flash.state === 'open' && once_gone.has(offer?.id ?? ''),
  }
}
