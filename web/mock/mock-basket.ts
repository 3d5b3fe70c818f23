import type { Answer, Body } from '../shared/api/client.ts'
import { found, from, id, products, Refused, skuAndProduct } from './mock-world.ts'

type Basket = Answer<'GET /v1/basket'>
type Quote = Answer<'POST /v1/quotes'>
type Wanted = Body<'POST /v1/quotes'>['lines']

const kept = new Map<string, number>([
  [found(products[1]).skus[1]?.id ?? '', 1],
  [found(products[0]).skus[0]?.id ?? '', 2],
])
export const keep = (sku_id: string, quantity: number): void => {
  if (quantity === 0) kept.delete(sku_id)
  else if (quantity > 98) throw new Refused(409, 'out_of_stock')
  else kept.set(sku_id, quantity)
}
export function basket(): Basket {
  const lines = [...kept].map(([sku_id, quantity]) => ({ ...skuAndProduct(sku_id), quantity }))
  const shop_ids = [...new Set(lines.map(({ product }) => product.shop_id))]
  const shops = shop_ids.map((shop_id) => {
    const own = lines.filter(({ product }) => product.shop_id === shop_id)
    return {
      shop_id,
      shop_name: own[0]?.product.shop_name ?? '',
      lines: own.map(({ sku, product, quantity }) => ({
        sku_id: sku.id,
        product_id: product.id,
        room_id: null,
        title: product.title,
        context: null,
        option_values: sku.option_values,
        picture_url: product.picture_url,
        quantity,
        unit_price: sku.price,
        price_when_added: sku.price + 500,
        stock: sku.stock,
        problem: null,
      })),
      subtotal: own.reduce((sum, { sku, quantity }) => sum + sku.price * quantity, 0),
    }
  })
  return {
    shops,
    count: lines.length,
    total: shops.reduce((sum, { subtotal }) => sum + subtotal, 0),
    currency: 'CNY',
  }
}

export function quote(wanted: Wanted, flash_price: number): Quote {
  const lines = wanted.map((line) => {
    const { sku, product } = skuAndProduct(line.sku_id)
    const unit = line.flash_offer_id ? flash_price : sku.price
    return { product, sku, unit, quantity: line.quantity, is_flash: Boolean(line.flash_offer_id) }
  })
  const shops = [...new Set(lines.map(({ product }) => product.shop_id))].map((shop_id) => {
    const own = lines.filter(({ product }) => product.shop_id === shop_id)
    const goods_amount = own.reduce((sum, { unit, quantity }) => sum + unit * quantity, 0)
    return {
      shop_id,
      shop_name: own[0]?.product.shop_name ?? '',
      goods_amount,
      discount_amount: 0,
      freight_amount: 0,
      paid_amount: goods_amount,
      lines: own.map(({ product, sku, unit, quantity, is_flash }) => ({
        sku_id: sku.id,
        title: product.title,
        option_values: sku.option_values,
        picture_url: product.picture_url,
        quantity,
        unit_price: unit,
        list_price: sku.list_price,
        price_amount: unit * quantity,
        paid_amount: unit * quantity,
        is_flash,
        limit_per_buyer: is_flash ? 2 : null,
        stock: sku.stock,
        return_days: product.return_days,
        return_exception: product.return_exception,
        problem: null,
      })),
    }
  })
  const first = shops[0]?.lines[0]
  const off = first && !first.is_flash && first.price_amount >= 20_000 ? 2_000 : 0
  if (first && shops[0]) {
    first.paid_amount -= off
    shops[0].discount_amount = off
    shops[0].paid_amount -= off
  }
  return {
    shops,
    discounts: off
      ? [
          {
            promotion_id: id('prm', 1),
            coupon_id: id('cpn', 1),
            kind: 'coupon',
            funder: 'shop',
            shop_id: id('shp', 1),
            title: '秋日满减券',
            amount: off,
            lines: [{ sku_id: first?.sku_id ?? '', amount: off }],
          },
        ]
      : [],
    coupons: [
      {
        coupon_id: id('cpn', 1),
        promotion_id: id('prm', 1),
        title: '秋日满减券',
        kind: 'coupon',
        funder: 'shop',
        shop_id: id('shp', 1),
        shop_name: '青岚生活馆',
        threshold: 20_000,
        amount_off: 2_000,
        rate_ppm: null,
        most_off: null,
        use_until: from(86_400),
        is_used: off > 0,
        amount: off,
        why_not: off > 0 ? null : 'below_threshold',
        missing: off > 0 ? 0 : 10_000,
      },
    ],
    total: shops.reduce((sum, { paid_amount }) => sum + paid_amount, 0),
    currency: 'CNY',
    address: null,
  }
}
