import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Copy, ListingField, ListingFile } from './draft-diff.ts'
import { listingsWords } from './listings.words.ts'

/** One field of one copy, drawn the way a reviewer reads it. */
export function FieldShown({
  copy,
  field,
  other,
  pictures,
  category,
  currency,
}: {
  copy: Copy
  field: ListingField
  /** The copy beside it, to light what differs inside a field. */
  other: Copy | null
  pictures: ListingFile['pictures']
  category: (id: string) => string
  currency: string
}) {
  const t = useWords(listingsWords)
  const quiet = <span className="desk-quiet">{t('none')}</span>
  switch (field) {
    case 'title':
      return copy.title ? <b>{copy.title}</b> : quiet
    case 'category_id':
      return category(copy.category_id)
    case 'picture_ids':
      return copy.picture_ids.length === 0 ? (
        quiet
      ) : (
        <ul className="listing-pictures">
          {copy.picture_ids.map((id) => (
            <li key={id} data-new={(other && !other.picture_ids.includes(id)) || undefined}>
              <Thumb url={pictures.find((one) => one.id === id)?.thumb_url ?? null} size={64} />
            </li>
          ))}
        </ul>
      )
    case 'blocks':
      return copy.blocks.length === 0 ? (
        quiet
      ) : (
        <div className="listing-blocks">
          {copy.blocks.map((block, index) => {
            const isNew =
              other && !other.blocks.some((one) => JSON.stringify(one) === JSON.stringify(block))
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: blocks are an order and have no other name.
              <div key={index} data-new={isNew || undefined}>
                {block.kind === 'text' ? (
                  <p>{block.text}</p>
                ) : block.kind === 'spec' ? (
                  <p>
                    <span className="desk-quiet">{block.name}</span> {block.value}
                  </p>
                ) : (
                  <Thumb url={block.url} size={88} />
                )}
              </div>
            )
          })}
        </div>
      )
    case 'option_names':
      return copy.option_names.length > 0 ? copy.option_names.join(' · ') : quiet
    case 'skus':
      return copy.skus.length === 0 ? (
        quiet
      ) : (
        <ul className="listing-skus">
          {copy.skus.map((sku) => {
            const before = other?.skus.find(({ key }) => key === sku.key)
            return (
              <li key={sku.key} data-new={(other && before?.price !== sku.price) || undefined}>
                <span>{sku.key}</span>
                <span className="num">
                  {sku.list_price !== null && (
                    <MoneyText fen={sku.list_price} currency={currency} size="small" strike />
                  )}{' '}
                  <MoneyText fen={sku.price} currency={currency} />
                </span>
              </li>
            )
          })}
        </ul>
      )
    case 'ship_within_hours':
      return copy.ship_within_hours === null ? quiet : t('hours', { count: copy.ship_within_hours })
    case 'source':
      return <code>{copy.source}</code>
    case 'external_url':
      return copy.external_url ? (
        // A stranger's address is shown, never opened from the desk.
        <code>{copy.external_url}</code>
      ) : (
        quiet
      )
  }
}
