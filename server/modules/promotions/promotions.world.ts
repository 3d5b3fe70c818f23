import assert from 'node:assert/strict'
import type { SeededShop, SeededSku } from '../../test-seed.ts'
import type { Answer, Person, World } from '../../test-world.ts'

/** Promotions made the way people make them, for tests. */

type Terms = { amount_off?: number; rate_ppm?: number; most_off?: number; publish?: boolean }
export type Made = { id: string; kind: string; state: string; budget: number }

/** The body of a coupon or full reduction that runs for a week from now. */
export const promotionBody = (world: World, more: object & Terms = {}) => ({
  kind: 'coupon',
  title: 'Tea for all',
  threshold: 0,
  ...('rate_ppm' in more ? {} : { amount_off: 2_000 }),
  budget: 1_000_000,
  starts_at: world.now().toISOString(),
  ends_at: new Date(world.now().getTime() + 7 * 86_400_000).toISOString(),
  publish: true,
  ...more,
})

const made = (answer: Answer): Made => {
  assert.equal(answer.status, 201, answer.text)
  return answer.body
}

export const shopPromotion = async (world: World, shop: SeededShop, more: object = {}) =>
  made(await shop.owner.post(`/v1/shops/${shop.shown}/promotions`, promotionBody(world, more)))
export const platformPromotion = async (world: World, finance: Person, more: object = {}) =>
  made(await finance.post('/v1/platform-promotions', promotionBody(world, more)))
export const redPackets = async (host: Person, room: { shown: string }, more: object = {}) =>
  made(
    await host.post(`/v1/rooms/${room.shown}/red-packets`, {
      title: 'From me',
      amount: 500,
      count: 10,
      threshold: 0,
      minutes: 30,
      ...more,
    }),
  )

/** Claims one; the shown id of the coupon. */
export async function claim(buyer: Person, promotion: Made): Promise<string> {
  const answer = await buyer.post(`/v1/promotions/${promotion.id}/claims`)
  assert.equal(answer.status, 201, answer.text)
  return answer.body.coupon_id
}

export const couponState = async (
  buyer: Person,
  coupon_id: string,
): Promise<string | undefined> => {
  for (const state of ['usable', 'used', 'expired'])
    for (const one of (await buyer.get(`/v1/me/coupons?state=${state}&limit=100`)).body.data)
      if (one.coupon_id === coupon_id) return state
  return undefined
}

/** What was used and spent, as the shop sees it. */
export async function usage(shop: SeededShop, promotion: Made) {
  const { data } = (await shop.owner.get(`/v1/shops/${shop.shown}/promotions?limit=100`)).body
  const { claimed, used, spent, state } = data.find((one: Made) => one.id === promotion.id)
  return { claimed, used, spent, state }
}

export const line = (sku: SeededSku, more: object = {}) => ({
  sku_id: sku.shown_sku,
  quantity: 1,
  ...more,
})
