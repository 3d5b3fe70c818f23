import type { Db } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import { findAddress, listAddresses } from '../accounts/index.ts'
import { type CouponRow, listCoupons } from '../promotions/index.ts'
import { amountTooLarge, mixedCurrencies } from './order.ts'
import { loadPriceList, priceBy } from './prepare-checkout.ts'
import { isOneCurrency, isPayable, type PricedCheckout, type Wanted } from './price-checkout.ts'

/** So many of a buyer's coupons are looked at, the newest first. */
const COUPONS_SEEN = 200

/**
 * What a checkout would cost now, line by line with what stands against each; changes nothing. With the coupons named, else
 * with those of the buyer's that take most off. The address is the one named, else the default.
 * @throws itemTwice, notForSale for unknown SKUs, mixedCurrencies, amountTooLarge
 */
export async function quote(
  db: Db,
  {
    buyer_id,
    lines,
    address_id,
    coupon_ids,
    now,
  }: {
    buyer_id: string
    lines: readonly Wanted[]
    address_id: string | null
    coupon_ids: readonly string[] | null
    now: Date
  },
) {
  const [list, held] = await Promise.all([
    loadPriceList(db, lines, now),
    listCoupons(db, { holder_id: buyer_id, state: 'usable', before: null, limit: COUPONS_SEEN }),
  ])
  const usable = held.filter(({ use_until }) => use_until > now)
  const best = priceBy(list, lines, usable)
  const priced = coupon_ids
    ? priceBy(
        list,
        lines,
        usable.filter(({ coupon_id }) => coupon_ids.includes(coupon_id)),
      )
    : best
  if (!isOneCurrency(priced)) throw mixedCurrencies()
  if (!isPayable(priced.total)) throw amountTooLarge()
  const address = address_id
    ? await findAddress(db, buyer_id, address_id)
    : (await listAddresses(db, buyer_id))[0]
  return {
    shops: priced.shops.map(
      ({
        lines: of,
        shop_id,
        shop_name,
        goods_amount,
        discount_amount,
        freight_amount,
        paid_amount,
      }) => ({
        shop_id,
        shop_name,
        goods_amount,
        discount_amount,
        freight_amount,
        paid_amount,
        lines: of.map((line) => ({
          sku_id: line.offer.sku_id,
          title: line.offer.title,
          option_values: line.offer.option_values,
          picture_url: fileUrl(line.offer.picture_key),
          quantity: line.quantity,
          unit_price: line.unit_price,
          list_price: line.flash ? line.offer.price : line.offer.list_price,
          price_amount: line.price_amount,
          paid_amount: line.paid_amount,
          is_flash: line.flash !== null,
          limit_per_buyer: line.flash?.limit_per_buyer ?? null,
          stock: line.offer.available,
          return_days: line.offer.return_days,
          return_exception: line.offer.return_exception,
          problem: line.problem,
        })),
      }),
    ),
    discounts: discountsIn(priced),
    coupons: couponsIn(priced, best, usable),
    total: priced.total,
    currency: priced.shops[0]?.currency ?? 'CNY',
    address: address ?? null,
  }
}

/** What is taken off, in the order in which it is taken, and off which goods. */
const discountsIn = ({ choice, lines }: PricedCheckout) =>
  choice.applied.map(({ promotion, coupon_id, amount, lines: covered, parts }) => ({
    promotion_id: promotion.id,
    coupon_id,
    kind: promotion.kind,
    funder: promotion.funder,
    shop_id: promotion.shop_id,
    title: promotion.title,
    amount,
    lines: covered.map((index, place) => ({
      sku_id: lines[index]?.offer.sku_id as string,
      amount: parts[place] as bigint,
    })),
  }))

/** Each coupon with what it does here: used, could be used instead, or why not. Those that cover none of the goods are left out. */
function couponsIn(priced: PricedCheckout, best: PricedCheckout, usable: readonly CouponRow[]) {
  const amounts = new Map(priced.choice.applied.map(({ coupon_id, amount }) => [coupon_id, amount]))
  const refused = new Map(best.choice.passed_over.map((over) => [over.coupon_id, over]))
  return usable.flatMap((coupon) => {
    const { coupon_id, title, kind, funder, shop_id, shop_name, use_until } = coupon
    const over = refused.get(coupon_id)
    if (over?.why === 'no_goods') return []
    const is_used = amounts.has(coupon_id)
    return [
      {
        coupon_id,
        promotion_id: coupon.id,
        title,
        kind,
        funder,
        shop_id,
        shop_name,
        threshold: coupon.threshold,
        amount_off: coupon.amount_off,
        rate_ppm: coupon.rate_ppm,
        most_off: coupon.most_off,
        use_until,
        is_used,
        amount: amounts.get(coupon_id) ?? 0n,
        why_not: is_used || !over || over.why === 'another_is_used' ? null : over.why,
        missing: over?.missing ?? 0n,
      },
    ]
  })
}
