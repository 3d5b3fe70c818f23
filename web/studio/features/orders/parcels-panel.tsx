import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Order } from './order-page.tsx'
import { ordersWords } from './orders.words.ts'
import { useCarriers } from './ship-dialog.tsx'

/** The order's parcels, each with its way so far. */
export function ParcelsPanel({ order }: { order: Order }) {
  const t = useWords(ordersWords)
  const carriers = useCarriers()
  const state = (word: string) => t(`parcel_state_${word}` as 'parcel_state_created') ?? word
  return (
    <Panel title={t('parcels')}>
      {order.parcels.length === 0 && <NothingYet words={t('no_parcels')} />}
      {order.parcels.map((parcel) => (
        <article key={parcel.id} className="orders-parcel">
          <p>
            <b>{carriers.find(({ value }) => value === parcel.carrier)?.label ?? parcel.carrier}</b>
            <CopyText text={parcel.tracking_number} />
            <StatusTag tone={parcel.signed_at ? 'success' : 'info'}>
              {state(parcel.state)}
            </StatusTag>
          </p>
          <p className="desk-quiet">
            {parcel.lines
              .map(({ order_line_id, quantity }) => {
                const line = order.lines.find(({ id }) => id === order_line_id)
                return line ? `${line.title} ×${quantity}` : ''
              })
              .filter(Boolean)
              .join('，')}
          </p>
          <Timeline
            happenings={[...parcel.events]
              .sort((a, b) => b.happened_at.localeCompare(a.happened_at))
              .map(({ state: word, place, words, happened_at }) => ({
                key: `${word}${happened_at}`,
                title: state(word),
                words: [place, words].filter(Boolean).join(' · '),
                at: happened_at,
              }))}
          />
        </article>
      ))}
    </Panel>
  )
}
