import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Units as `[seller, product, price, freight]`, payments as `[method, instalments, amount]`. */
export type PastOrder = {
  id: string
  status?: string
  units: [seller: string, product: string, price: string, freight: string][]
  payments: [method: string, instalments: number, amount: string][]
}

/** A small made-up past in the shape of the real one: two sellers in an order, several payments, one odd order of each kind. */
export const SMALL_PAST: readonly PastOrder[] = [
  {
    id: 'o1',
    units: [
      ['ana', 'cup', '10.10', '1.00'],
      ['ana', 'cup', '10.10', '1.00'],
      ['bia', 'mat', '0.30', '0.00'],
    ],
    payments: [
      ['voucher', 1, '12.50'],
      ['credit_card', 2, '10.00'],
    ],
  },
  { id: 'o2', units: [['bia', 'mat', '99.99', '8.01']], payments: [['boleto', 1, '108.01']] },
  {
    id: 'interest',
    units: [['ana', 'cup', '100.00', '0.00']],
    payments: [['credit_card', 8, '108.57']],
  },
  { id: 'overpaid', units: [['ana', 'cup', '5.00', '0.00']], payments: [['boleto', 1, '6.00']] },
  { id: 'underpaid', units: [['bia', 'mat', '5.00', '1.00']], payments: [['boleto', 1, '4.00']] },
  {
    id: 'rounding',
    units: [
      ['ana', 'cup', '1.00', '0.33'],
      ['ana', 'cup', '1.00', '0.33'],
    ],
    payments: [['boleto', 1, '2.68']],
  },
  { id: 'unpaid', units: [['bia', 'mat', '3.00', '0.00']], payments: [] },
  { id: 'sold_out', status: 'unavailable', units: [], payments: [['credit_card', 1, '20.00']] },
  {
    id: 'gone',
    status: 'canceled',
    units: [['ana', 'cup', '10.10', '1.00']],
    payments: [['credit_card', 1, '11.10']],
  },
  {
    id: 'on_the_way',
    status: 'shipped',
    units: [['bia', 'mat', '0.30', '0.00']],
    payments: [['debit_card', 1, '0.30']],
  },
]

/** So many orders of one unit each. */
export const plainOrders = (count: number): PastOrder[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `plain${index}`,
    units: [['ana', 'cup', '10.10', '1.00']],
    payments: [['credit_card', 1, '11.10']],
  }))

/** Writes a past as the six files of the real one, half of them gzipped; returns the folder. */
export function writePast(
  orders: readonly PastOrder[],
  change: Record<string, string> = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-past-'))
  mkdirSync(folder, { recursive: true })
  const table = (name: string, columns: string, lines: readonly string[], gzipped: boolean) => {
    const text = change[name] ?? `${[columns, ...lines].join('\n')}\n`
    writeFileSync(
      join(folder, `${name}.csv${gzipped ? '.gz' : ''}`),
      gzipped ? gzipSync(text) : text,
    )
  }
  table(
    'sellers',
    'seller_id,seller_city,seller_state',
    ['ana,"são paulo, sp",SP', 'bia,,RJ', 'nobody,recife,PE'],
    true,
  )
  table(
    'customers',
    'customer_id,customer_unique_id,customer_city,customer_state',
    orders.map(({ id }) => `c_${id},${id.slice(0, 1)},sao paulo,SP`),
    false,
  )
  table(
    'products',
    'product_id,product_category_name,product_weight_g',
    ['cup,beleza_saude,225', 'mat,,'],
    true,
  )
  table(
    'orders',
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date',
    orders.map(
      ({ id, status = 'delivered' }) =>
        `${id},c_${id},${status},2017-01-10 12:00:00,2017-01-10 12:30:00,,${status === 'delivered' ? '2017-01-15 09:00:00' : ''},2017-01-30 00:00:00`,
    ),
    false,
  )
  table(
    'order_items',
    'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value',
    orders.flatMap(({ id, units }) =>
      units.map(
        ([seller, product, price, freight], index) =>
          `${id},${index + 1},${product},${seller},2017-01-14 12:00:00,${price},${freight}`,
      ),
    ),
    true,
  )
  table(
    'order_payments',
    'order_id,payment_sequential,payment_type,payment_installments,payment_value',
    orders.flatMap(({ id, payments }) =>
      payments.map(
        ([method, instalments, amount], index) =>
          `${id},${index + 1},${method},${instalments},${amount}`,
      ),
    ),
    false,
  )
  return folder
}
