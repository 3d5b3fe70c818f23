import type { LucideIcon } from 'lucide-react'
import type { Answer, Problem } from '../../../shared/api/client.ts'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure, MoreRows } from '../../../shared/ui/states.tsx'
import { ProductCard } from './product-card.tsx'

/** Pages of products, two a row. */
export function ProductGrid({
  pages,
  empty,
}: {
  pages: {
    rows: Answer<'GET /v1/products'>['data'][number][]
    isPending: boolean
    isError: boolean
    error: Problem | null
    refetch: () => unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
  }
  empty: { icon: LucideIcon; title: string; words?: string }
}) {
  if (pages.isPending) return <SkeletonRows count={4} />
  if (pages.isError && pages.rows.length === 0)
    return <Failure error={pages.error} onRetry={() => pages.refetch()} />
  if (pages.rows.length === 0) return <Empty {...empty} />
  return (
    <>
      <div className="goods-grid">
        {pages.rows.map((product) => (
          <ProductCard key={product.id} product={product} />
        ))}
      </div>
      <MoreRows pages={pages} />
    </>
  )
}
