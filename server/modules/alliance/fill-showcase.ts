import { notFound } from '../../kernel/refusal.ts'
import { type Db, inTransaction } from '../../platform/db.ts'
import { productCards } from '../catalog/index.ts'
import { onlyCreators } from './plan.ts'
import { signContext } from './sale-context.ts'
import {
  findForShowcase,
  findShowcase,
  holdShowcase,
  isInShowcase,
  putOnTop,
  reorder,
} from './showcase.sql.ts'
import { notOnOffer, showcaseFull } from './showcase.ts'
import { termsFor, termsKey } from './terms.sql.ts'

/**
 * Puts goods at the top of a creator's showcase; what lies there already stays where it is.
 * @throws notFound, onlyCreators, notOnOffer unless a plan pays for it or the shop is the person's own, showcaseFull
 */
export const putInShowcase = (
  db: Db,
  { creator_id, product_id, now }: { creator_id: string; product_id: string; now: Date },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const goods = await findForShowcase(tx, product_id, creator_id)
    if (!goods) throw notFound()
    if (!goods.is_creator) throw onlyCreators()
    const terms = await termsFor(tx, [{ product_id, creator_id }], now)
    if (!goods.is_own && terms.size === 0) throw notOnOffer()
    await holdShowcase(tx, creator_id)
    const put = await putOnTop(tx, creator_id, product_id, now)
    if (!put && !(await isInShowcase(tx, creator_id, product_id))) throw showcaseFull()
  })

/** Puts a showcase in order: those named first. */
export const orderShowcase = (
  db: Db,
  creator_id: string,
  product_ids: readonly string[],
): Promise<void> =>
  inTransaction(db, async (tx) => {
    await holdShowcase(tx, creator_id)
    await reorder(tx, creator_id, product_ids)
  })

/** A showcase as its creator sees it: all of it, with what each sale earns now. */
export async function showMine(db: Db, creator_id: string, now: Date) {
  const items = await findShowcase(db, creator_id)
  const ids = items.map(({ product_id }) => product_id)
  const [found, terms] = await Promise.all([
    productCards(db, ids),
    termsFor(
      db,
      ids.map((product_id) => ({ product_id, creator_id })),
      now,
    ),
  ])
  const cards = new Map(found.map((card) => [card.id, card]))
  return items.flatMap(({ product_id, is_shown, added_at }) => {
    const card = cards.get(product_id)
    const best = terms.get(termsKey(product_id, creator_id))
    return card
      ? {
          ...card,
          is_shown,
          added_at,
          commission_ppm: best?.commission_ppm ?? null,
          plan_kind: best?.plan_kind ?? null,
        }
      : []
  })
}

/** A showcase as viewers see it: what can be bought, each with the context by which a purchase is the creator's. */
export async function showToViewers(
  db: Db,
  secrets: readonly string[],
  creator_id: string,
  now: Date,
) {
  const items = (await findShowcase(db, creator_id)).filter(({ is_shown }) => is_shown)
  const found = await productCards(
    db,
    items.map(({ product_id }) => product_id),
  )
  const cards = new Map(found.map((card) => [card.id, card]))
  return items.flatMap(({ product_id }) => {
    const card = cards.get(product_id)
    const seen = { placement: 'showcase', content_id: null, creator_id, product_id } as const
    return card
      ? { ...card, context: signContext(secrets, { ...seen, stream_offset_ms: null }, now) }
      : []
  })
}
