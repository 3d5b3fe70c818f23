import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { OldPrice, Price } from '../../../shared/ui/price.tsx'
import { paths } from '../../paths.ts'
import { shellWords } from '../../shell/shell.words.ts'
import './product.css'

type Card = Answer<'GET /v1/products'>['data'][number]

/** A product in a grid. */
export function ProductCard({ product, onOpen }: { product: Card; onOpen?: () => void }) {
  const t = useWords(shellWords)
  const format = useFormat()
  const external = product.source !== 'own'
  return (
    <Link href={paths.product(product.id)} className="product-card" onClick={() => onOpen?.()}>
      <span className="product-card-picture">
        <Picture src={product.picture_url} alt="" className="product-card-photo" />
        {product.stock === 0 && !external && <span className="cart-gone">{t('sold_out')}</span>}
      </span>
      <span className="product-card-words">
        <span className="two-lines">{product.title}</span>
        {external && <span className="pill pill-warn">{t('external')}</span>}
        <span className="product-card-foot">
          {external && product.price_from === 0 ? (
            <span className="faint">{t('their_price')}</span>
          ) : (
            <Price fen={product.price_from} currency={product.currency} until={product.price_to} />
          )}
          {product.list_price && product.list_price > product.price_from ? (
            <OldPrice fen={product.list_price} currency={product.currency} />
          ) : null}
        </span>
        <span className="faint num clip">
          {product.sold_count > 0 &&
            `${t('sold', { count: format.compact(product.sold_count) })} · `}
          {product.shop_name}
        </span>
      </span>
    </Link>
  )
}
