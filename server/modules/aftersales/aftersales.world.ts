import assert from 'node:assert/strict'
import { showId } from '../../kernel/ids.ts'
import { type SeededShop, seedShop, seedSku } from '../../test-seed.ts'
import type { Answer, Person, World } from '../../test-world.ts'

/** After-sales made the way people make them. */

export type Asked = { id: string; body: any }
export type Ask = {
  kind?: 'refund_before_ship' | 'refund_only' | 'return_refund'
  quantity?: number
  reason?: string
  evidence_ids?: string[]
}

/** Asks; the answer as it comes. */
export const tryToAsk = (
  buyer: Person,
  line_id: string,
  { kind = 'return_refund', quantity = 1, reason = 'changed_mind', evidence_ids }: Ask = {},
  key?: string,
): Promise<Answer> =>
  buyer.post(
    '/v1/aftersales',
    {
      order_line_id: showId('lin', line_id),
      kind,
      quantity,
      reason,
      ...(evidence_ids ? { evidence_ids } : {}),
    },
    key ? { 'idempotency-key': key } : {},
  )

/** Asks, and it is taken. */
export async function ask(buyer: Person, line_id: string, wish: Ask = {}): Promise<Asked> {
  const answer = await tryToAsk(buyer, line_id, wish)
  assert.equal(answer.status, 201, answer.text)
  return { id: answer.body.id, body: answer.body }
}

/** What the buyer sees of it now. */
export const seen = async (buyer: Person, { id }: Asked): Promise<any> => {
  const answer = await buyer.get(`/v1/aftersales/${id}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** What the shop answers, on the version it sees now. */
export async function answer(
  shop: SeededShop,
  { id }: Asked,
  what: 'approval' | 'rejection' | 'receipt',
  more: Record<string, unknown> = {},
): Promise<Answer> {
  const path = `/v1/shops/${shop.shown}/aftersales/${id}`
  const { version } = (await shop.owner.get(path)).body
  return shop.owner.post(`${path}/${what}`, { version, ...more })
}

/** A shop, its goods and somebody who buys. */
export async function market(world: World, wish: { price?: bigint; category?: string } = {}) {
  const [shop, buyer] = await Promise.all([seedShop(world), world.person()])
  return { shop, buyer, sku: await seedSku(world, shop, { price: 9_990n, ...wish }) }
}
