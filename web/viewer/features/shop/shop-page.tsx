import { PackageOpen } from 'lucide-react'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Failure } from '../../../shared/ui/states.tsx'
import { Page } from '../../shell/page.tsx'
import { OpenOffers } from '../coupons/open-offers.tsx'
import { ProductGrid } from '../product/product-grid.tsx'
import { shopWords } from './shop.words.ts'

/** A shop as buyers see it. */
export function ShopPage({ shop_id }: { shop_id: string }) {
  const t = useWords(shopWords)
  const format = useFormat()
  const found = useRoute('GET /v1/shops/:shop_id', { params: { shop_id } })
  const pages = usePages('GET /v1/products', { query: { shop_id, limit: 20 } })
  const shop = found.data
  return (
    <Page title={shop?.name ?? t('shop')}>
      {found.isPending && <SkeletonRows count={1} />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {shop && (
        <section className="card" style={{ marginTop: 0 }}>
          <div className="row">
            <Avatar name={shop.name} src={shop.logo_url} size={56} />
            <div className="grow">
              <p className="section-title two-lines">{shop.name}</p>
              <p className="row" style={{ flexWrap: 'wrap', gap: 6, marginTop: 2 }}>
                {shop.is_self_operated && <span className="pill">{t('own')}</span>}
                <span className="pill pill-plain">{t(shop.kind)}</span>
                {!shop.is_open && <span className="pill pill-warn">{t('closed')}</span>}
              </p>
            </div>
          </div>
          {shop.about && (
            <p className="muted" style={{ marginTop: 10, overflowWrap: 'anywhere' }}>
              {shop.about}
            </p>
          )}
          <p className="faint num" style={{ marginTop: 8 }}>
            {t('goods', { count: shop.products_count })} ·{' '}
            {t('sold', { count: format.compact(shop.sold_count) })}
            {shop.opened_at &&
              ` · ${t('since', { at: format.dateTime(shop.opened_at).slice(0, 10) })}`}
          </p>
        </section>
      )}
      {shop && <OpenOffers shop_id={shop_id} />}
      {!found.isError && (
        <ProductGrid
          pages={pages}
          empty={{ icon: PackageOpen, title: t('none'), words: t('none_hint') }}
        />
      )}
    </Page>
  )
}
