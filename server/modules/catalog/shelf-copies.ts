import { notFound } from '../../kernel/refusal.ts'
import { brieflyKept, keptInStep, LOOK_ANEW } from '../../platform/briefly-kept.ts'
import type { Context } from '../../platform/context.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { type ReadyBody, readyBody } from '../../platform/ready-body.ts'
import { presenter } from '../../platform/wire.ts'
import { currentRules, decide, isAdmitted, type LinkRule } from '../policies/index.ts'
import { catalogContract } from './catalog.contract.ts'
import { listCategories, productCards } from './catalog.sql.ts'
import { findManyGoods, searchShelf } from './goods.sql.ts'
import { OWN_SOURCE } from './product.ts'
import { type LiveView, liveViews } from './show-product.ts'

/** Told on the bus after somebody here changed goods, their stock or their plan: they see it themselves at once. */
export const GOODS = 'goods'

type Page = {
  q?: string
  shop_id?: string
  category_id?: string
  after?: string
  limit?: number
}

const presentPage = presenter(catalogContract['GET /v1/products'].answers[200])
const presentProduct = presenter(catalogContract['GET /v1/products/:product_id'].answers[200])
const presentCategories = presenter(catalogContract['GET /v1/categories'].answers[200])

/** A product on sale with its page; for goods of another platform the page under the link policy of a span of time. */
type Copy = { view: LiveView; whole: ReadyBody; shown: Shown | undefined }
type Shown = { rules: readonly LinkRule[]; from: number; until: number; body: ReadyBody }

/**
 * What all see alike of goods on sale. Everybody gets the same bytes; nothing in them depends on who asks.
 */
export function shelfCopies({ bus, db }: Pick<Context, 'bus' | 'db'>) {
  const pages = brieflyKept<ReadyBody>({ most: 1_000 })
  const categories = brieflyKept<ReadyBody>({ most: 1 })
  const products = keptInStep<Copy | undefined>({
    load: async (ids, was) => {
      const found = await findManyGoods(db, ids)
      const views = await liveViews(
        db,
        found.filter((goods) => goods.state === 'on_shelf' && goods.shop_is_open),
      )
      const view_of = new Map(views.map((view) => [view.id, view]))
      return ids.map((id, place) => {
        const view = view_of.get(id)
        if (!view) return undefined
        const before = was[place]
        const whole = readyBody(presentProduct(view, ''), before?.whole)
        return whole === before?.whole ? before : { view, whole, shown: undefined }
      })
    },
  })
  const forgetAll = () => {
    pages.forgetAll()
    products.forgetAll()
    categories.forgetAll()
  }
  bus.on(GOODS, forgetAll)
  bus.on(LOOK_ANEW, forgetAll)

  return {
    categories: (now: Date): Promise<ReadyBody> =>
      categories.get('', now, async (was) =>
        readyBody(presentCategories({ data: await listCategories(db) }, ''), was),
      ),

    page: (query: Page, now: Date): Promise<ReadyBody> => {
      const { q, shop_id, category_id, after } = query
      const limit = pageSize(query.limit)
      const key = JSON.stringify([q, shop_id, category_id, after, limit])
      return pages.get(key, now, async (was) => {
        const [before] = readCursor(after, UUID) ?? []
        const found = await searchShelf(db, { q, shop_id, category_id, before, limit: limit + 1 })
        const page = pageOf(found, limit, (last) => cursorOf(last.id))
        const data = await productCards(
          db,
          page.data.map((one) => one.id),
        )
        return readyBody(presentPage({ data, next: page.next }, ''), was)
      })
    },

    /**
     * A product as buyers see it: on the shelf of an open shop. Goods of another platform that the policy blocks
     * at this instant keep their page, without the way there: what was bought or bookmarked can still be read.
     */
    product: async (id: string, now: Date): Promise<ReadyBody> => {
      const copy = await products.get(id, now)
      if (!copy) throw notFound()
      const { view, whole, shown } = copy
      if (view.source === OWN_SOURCE) return whole
      const rules = await currentRules(db)
      const at = now.getTime()
      if (shown && shown.rules === rules && shown.from <= at && at < shown.until) return shown.body
      const verdict = decide(rules, {
        source: view.source,
        sub_source: view.sub_source,
        category: view.category_id,
        placement: 'merchant_detail_page',
        at: now,
      })
      const body = isAdmitted(verdict)
        ? whole
        : readyBody(presentProduct({ ...view, external_url: null }, ''))
      const until = verdict.next_change_at?.getTime() ?? Number.POSITIVE_INFINITY
      copy.shown = { rules, from: at, until, body }
      return body
    },
  }
}
