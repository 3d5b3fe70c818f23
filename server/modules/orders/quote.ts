import type { Db } from '../../platform/db.ts'
import { fileUrl } from '../../platform/storage.ts'
import { findAddress, listAddresses } from '../accounts/index.ts'
import { amountTooLarge, mixedCurrencies } from './order.ts'
import { prepareCheckout } from './prepare-checkout.ts'
import { isOneCurrency, isPayable, type Wanted } from './price-checkout.ts'

/**
 * What a checkout would cost now, line by line with what stands against each; changes nothing. The address is the one
 * named, else the default.
 * @throws itemTwice, notForSale for unknown SKUs, mixedCurrencies, amountTooLarge
 */
export async function quote(
  db: Db,
  {
    buyer_id,
    lines,
    address_id,
    now,
  }: { buyer_id: string; lines: readonly Wanted[]; address_id: string | null; now: Date },
) {
  const priced = await prepareCheckout(db, lines, now)
  if (!isOneCurrency(priced)) throw mixedCurrencies()
  if (!isPayable(priced.total)) throw amountTooLarge()
  const address = address_id
    ? await findAddress(db, buyer_id, address_id)
    : (await listAddresses(db, buyer_id))[0]
  return {
    shops: priced.shops.map(
      ({ lines: of, shop_id, shop_name, goods_amount, freight_amount, paid_amount }) => ({
        shop_id,
        shop_name,
        goods_amount,
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
          is_flash: line.flash !== null,
          limit_per_buyer: line.flash?.limit_per_buyer ?? null,
          stock: line.offer.available,
          return_days: line.offer.return_days,
          return_exception: line.offer.return_exception,
          problem: line.problem,
        })),
      }),
    ),
    total: priced.total,
    currency: priced.shops[0]?.currency ?? 'CNY',
    address: address ?? null,
  }
}
