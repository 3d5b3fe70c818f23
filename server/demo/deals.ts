import { after, DAY } from '../kernel/time.ts'
import type { DemoBrowser } from './browser.ts'

/** How a demo person comes to act. */
type As = (key: string) => Promise<DemoBrowser>

const find = async (by: DemoBrowser, word: string) =>
  (await by.call('GET', `/v1/products?q=${encodeURIComponent(word)}&limit=1`)).data[0]

const shopOf = async (owner: DemoBrowser, name: string): Promise<string> =>
  (await owner.call('GET', '/v1/me')).shops.find((one: { name: string }) => one.name === name).id

/**
 * What people of the demo offer one another: coupons of a shop and of the platform, a targeted plan, samples, a leader's
 * campaign, an agency's invitation, a showcase. Whatever is there already stays.
 */
export async function makeDeals(as: As, now: Date): Promise<void> {
  const merchant = await as('merchant')
  const creator = await as('creator')
  const partner = await as('partner')
  const plants = await shopOf(merchant, '青植园艺')
  await giveCoupons(merchant, plants, await as('admin'), now)
  const creator_id = (await creator.call('GET', '/v1/me')).id
  await offerPlans(merchant, plants, creator_id)
  await leadCampaign(partner, await as('merchant2'), now)
  await inviteCreator(partner, creator_id)
  await fillShowcase(creator)
}

async function giveCoupons(
  merchant: DemoBrowser,
  shop_id: string,
  admin: DemoBrowser,
  now: Date,
): Promise<void> {
  const month = {
    kind: 'coupon',
    starts_at: now.toISOString(),
    ends_at: after(now, 30 * DAY).toISOString(),
    publish: true,
  }
  if ((await merchant.call('GET', `/v1/shops/${shop_id}/promotions`)).data.length === 0)
    await merchant.call('POST', `/v1/shops/${shop_id}/promotions`, {
      ...month,
      title: '青植粉丝券',
      threshold: 9_900,
      amount_off: 1_000,
      quantity: 500,
      budget: 500_000,
    })
  if ((await admin.call('GET', '/v1/platform-promotions')).data.length === 0)
    await admin.call('POST', '/v1/platform-promotions', {
      ...month,
      title: '平台见面礼',
      threshold: 5_900,
      amount_off: 600,
      quantity: 1_000,
      budget: 600_000,
    })
}

async function offerPlans(
  merchant: DemoBrowser,
  shop_id: string,
  creator_id: string,
): Promise<void> {
  const orchid = await find(merchant, '蝴蝶兰')
  const cactus = await find(merchant, '仙人掌')
  const plans = (await merchant.call('GET', `/v1/shops/${shop_id}/plans?kind=targeted`)).data
  if (orchid && plans.length === 0)
    await merchant.call('POST', `/v1/shops/${shop_id}/plans`, {
      product_id: orchid.id,
      kind: 'targeted',
      commission_ppm: 250_000,
      creator_ids: [creator_id],
      is_open: true,
    })
  const offers = (await merchant.call('GET', `/v1/shops/${shop_id}/sample-offers`)).data
  if (!cactus || offers.some((offer: { is_open: boolean }) => offer.is_open)) return
  const { skus } = await merchant.call('GET', `/v1/products/${cactus.id}`)
  await merchant.call('PUT', `/v1/shops/${shop_id}/goods/${cactus.id}/sample-offer`, {
    sku_id: skus[0].id,
    is_open: true,
    quota: 5,
    per_creator: 1,
    min_followers: 0,
    min_sales: 0,
  })
}

/** The partner opens a campaign, the furniture shop puts its lamp in, the partner takes it. */
async function leadCampaign(
  partner: DemoBrowser,
  merchant2: DemoBrowser,
  now: Date,
): Promise<void> {
  await partner.call('PUT', '/v1/me/leader', {
    name: '好物团长阿远',
    words: '家居与植物，只选看过的',
  })
  const lamp = await find(merchant2, '编织吊灯')
  if (!lamp || (await partner.call('GET', '/v1/me/campaigns')).data.length > 0) return
  const campaign = await partner.call('POST', '/v1/me/campaigns', {
    title: '小家焕新季',
    leader_ppm: 50_000,
    min_commission_ppm: 100_000,
    min_promotion_days: 15,
    protection_months: 0,
    is_open_to_all: false,
    applies_until: after(now, 20 * DAY).toISOString(),
    ends_at: after(now, 60 * DAY).toISOString(),
  })
  const item = await merchant2.call('POST', `/v1/shops/${lamp.shop_id}/campaign-items`, {
    campaign_id: campaign.id,
    product_id: lamp.id,
    commission_ppm: 150_000,
  })
  await partner.call('POST', `/v1/me/campaign-items/${item.id}/approval`, {})
}

async function inviteCreator(partner: DemoBrowser, creator_id: string): Promise<void> {
  await partner.call('PUT', '/v1/me/agency', { name: '远山文化' })
  if ((await partner.call('GET', '/v1/me/agreements')).data.length === 0)
    await partner.call('POST', '/v1/me/agreements', { creator_id, share_ppm: 100_000 })
}

async function fillShowcase(creator: DemoBrowser): Promise<void> {
  if ((await creator.call('GET', '/v1/me/showcase')).data.length > 0) return
  for (const word of ['编织吊灯', '白橡木矮凳', '仙人掌', '蝴蝶兰']) {
    const goods = await find(creator, word)
    if (goods) await creator.call('PUT', `/v1/me/showcase/${goods.id}`)
  }
}
