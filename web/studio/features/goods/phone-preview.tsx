import { ImageOff } from 'lucide-react'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Picture } from './content.ts'
import { goodsWords } from './goods.words.ts'
import { type Content, optionsOf } from './sku-matrix.ts'

/** The product page on a phone, from what stands in the editor now. */
export function PhonePreview({
  content,
  pictures,
  sold_count,
}: {
  content: Content
  pictures: ReadonlyMap<string, Picture>
  sold_count: number
}) {
  const t = useWords(goodsWords)
  const format = useFormat()
  const prices = content.skus.map(({ price }) => price).filter((price) => price > 0)
  const from = prices.length > 0 ? Math.min(...prices) : null
  const list = content.skus.find(
    ({ price, list_price }) => price === from && list_price,
  )?.list_price
  const main = content.picture_ids[0] && pictures.get(content.picture_ids[0])
  return (
    <figure className="goods-phone">
      <figcaption className="desk-quiet">{t('preview')}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <section className="goods-phone-screen" tabIndex={0} aria-label={t('preview')}>
        <div className="goods-phone-picture">
          {main ? (
            <img src={main.url} alt="" />
          ) : (
            <ImageOff size={34} strokeWidth={1.4} aria-hidden />
          )}
        </div>
        <div className="goods-phone-body">
          <p className="goods-phone-price num">
            {from === null ? '¥ —' : format.money(from)}
            {list ? <s>{format.money(list)}</s> : null}
            <small>{t('sold_count', { count: format.compact(sold_count) })}</small>
          </p>
          <p className="goods-phone-title">{content.title || t('no_title')}</p>
          {optionsOf(content).map(({ name, values }) => (
            <div key={name} className="goods-phone-option">
              <span>{name}</span>
              {values.map((value) => (
                <i key={value}>{value}</i>
              ))}
            </div>
          ))}
          {content.blocks.map((block, index) =>
            block.kind === 'text' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place.
              <p key={index} className="goods-phone-text">
                {block.text}
              </p>
            ) : block.kind === 'image' ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place.
              <img key={index} src={pictures.get(block.picture_id)?.url} alt="" />
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place.
              <p key={index} className="goods-phone-spec">
                <span>{block.name}</span>
                <span>{block.value}</span>
              </p>
            ),
          )}
        </div>
        <p className="goods-phone-buy" aria-hidden>
          {t('buy_now')}
        </p>
      </section>
    </figure>
  )
}
