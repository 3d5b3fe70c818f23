import { useWords } from '../../../shared/i18n/language.tsx'
import { Timeline } from '../../../shared/ui/timeline.tsx'
import { useToast } from '../../../shared/ui/toast.tsx'
import { useCarrierName } from '../../shell/carrier-name.ts'
import type { Order } from './order-page.tsx'
import { orderWords } from './orders.words.ts'

/** Where the parcels are, newest event first. */
export function Parcels({ parcels }: { parcels: Order['parcels'] }) {
  const t = useWords(orderWords)
  const toast = useToast()
  const carrier = useCarrierName()
  return parcels.map((parcel, index) => (
    <section key={parcel.id} className="card">
      <h2 className="section-title num">{t('parcel', { number: index + 1 })}</h2>
      <p className="muted num parcel-number">
        {carrier(parcel.carrier)} {parcel.tracking_number}{' '}
        <button
          type="button"
          className="facts-copy"
          aria-label={`${t('copy')} ${parcel.tracking_number}`}
          onClick={() =>
            void navigator.clipboard
              ?.writeText(parcel.tracking_number)
              .then(() => toast(t('copied'), 'good'))
          }
        >
          {t('copy')}
        </button>
      </p>
      {parcel.events.length === 0 ? (
        <p className="muted">{t('no_events')}</p>
      ) : (
        <Timeline
          entries={[...parcel.events]
            .sort((a, b) => b.happened_at.localeCompare(a.happened_at))
            .map((event, at) => ({
              key: `${event.happened_at}${event.state}`,
              title: event.words || event.state,
              words: event.place || undefined,
              at: event.happened_at,
              lit: at === 0,
            }))}
        />
      )}
    </section>
  ))
}
