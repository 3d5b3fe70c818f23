import { useRoute } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { keepSaleContext } from '../checkout/sale-context.ts'
import { ProductCard } from '../product/product-card.tsx'
import { personWords } from './person.words.ts'

/** What a creator recommends, in their order; whoever buys from here buys by them. */
export function Showcase({ account_id }: { account_id: string }) {
  const t = useWords(personWords)
  const found = useRoute('GET /v1/people/:account_id/showcase', { params: { account_id } })
  const goods = found.data?.data ?? []
  if (goods.length === 0) return null
  return (
    <section>
      <h2 className="section-title person-rooms-title">{t('showcase')}</h2>
      <div className="goods-grid">
        {goods.map(({ context, ...product }) => (
          <ProductCard
            key={product.id}
            product={product}
            onOpen={() => keepSaleContext(product.id, context)}
          />
        ))}
      </div>
    </section>
  )
}
