import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { findFile, type Line } from './read-file.ts'

/**
 * The files of Olist's public data set, as published: what each is called, which columns of it we take, and how a line
 * becomes a row. Reviews are left out: a review of ours belongs to a purchase on this platform.
 */

export const STATUSES = [
  'created',
  'approved',
  'processing',
  'invoiced',
  'shipped',
  'delivered',
  'canceled',
  'unavailable',
] as const

const METHODS = ['credit_card', 'boleto', 'voucher', 'debit_card', 'not_defined'] as const

/** The order matters: who is named stands before who names. */
export const STAGES = ['sellers', 'customers', 'products', 'orders', 'lines', 'payments'] as const
export type Stage = (typeof STAGES)[number]

/** Makes the id that a thing of the source has here: the same however often it is read. */
export type IdOfSource = (kind: string, source_id: string) => string

type File = {
  name: string
  columns: readonly string[]
  /** The line as the row that its table takes; amounts as text of minor units, times as local text. */
  row: (line: Line, idOf: IdOfSource) => Record<string, string | number | null>
}

const BRL = 'BRL'

export const olist = {
  source: 'olist',
  currency: BRL,
  time_zone: 'America/Sao_Paulo',
  files: {
    sellers: {
      name: 'sellers',
      columns: ['seller_id', 'seller_city', 'seller_state'],
      row: (line, idOf) => ({
        id: idOf('seller', line.text('seller_id')),
        source_id: line.text('seller_id'),
        city: line.text('seller_city', { empty: true }),
        region: line.text('seller_state', { empty: true }),
      }),
    },
    customers: {
      name: 'customers',
      columns: ['customer_id', 'customer_unique_id', 'customer_city', 'customer_state'],
      row: (line, idOf) => ({
        id: idOf('customer', line.text('customer_id')),
        person_id: idOf('person', line.text('customer_unique_id')),
        city: line.text('customer_city', { empty: true }),
        region: line.text('customer_state', { empty: true }),
      }),
    },
    products: {
      name: 'products',
      columns: ['product_id', 'product_category_name', 'product_weight_g'],
      row: (line, idOf) => ({
        id: idOf('product', line.text('product_id')),
        source_id: line.text('product_id'),
        category: line.text('product_category_name', { empty: true }) || null,
        weight_g: line.maybeCount('product_weight_g'),
      }),
    },
    orders: {
      name: 'orders',
      columns: [
        'order_id',
        'customer_id',
        'order_status',
        'order_purchase_timestamp',
        'order_approved_at',
        'order_delivered_carrier_date',
        'order_delivered_customer_date',
        'order_estimated_delivery_date',
      ],
      row: (line, idOf) => ({
        id: idOf('order', line.text('order_id')),
        source_id: line.text('order_id'),
        customer_id: idOf('customer', line.text('customer_id')),
        status: line.oneOf('order_status', STATUSES),
        bought_at: line.time('order_purchase_timestamp'),
        approved_at: line.maybeTime('order_approved_at'),
        shipped_at: line.maybeTime('order_delivered_carrier_date'),
        delivered_at: line.maybeTime('order_delivered_customer_date'),
        promised_at: line.maybeTime('order_estimated_delivery_date'),
      }),
    },
    lines: {
      name: 'order_items',
      columns: [
        'order_id',
        'order_item_id',
        'product_id',
        'seller_id',
        'shipping_limit_date',
        'price',
        'freight_value',
      ],
      row: (line, idOf) => ({
        id: idOf('line', `${line.text('order_id')} ${line.count('order_item_id', 1)}`),
        order_id: idOf('order', line.text('order_id')),
        position: line.count('order_item_id', 1),
        product_id: idOf('product', line.text('product_id')),
        seller_id: idOf('seller', line.text('seller_id')),
        ship_by: line.maybeTime('shipping_limit_date'),
        price: line.amount('price', BRL),
        freight: line.amount('freight_value', BRL),
      }),
    },
    payments: {
      name: 'order_payments',
      columns: [
        'order_id',
        'payment_sequential',
        'payment_type',
        'payment_installments',
        'payment_value',
      ],
      row: (line, idOf) => ({
        order_id: idOf('order', line.text('order_id')),
        position: line.count('payment_sequential', 1),
        method: line.oneOf('payment_type', METHODS),
        instalments: line.count('payment_installments'),
        amount: line.amount('payment_value', BRL),
      }),
    },
  } satisfies Record<Stage, File> as Record<Stage, File>,
}

/** A digest of all files that are read: other bytes are another past. */
export async function fingerprintOf(folder: string): Promise<string> {
  const all = createHash('sha256')
  for (const stage of STAGES) {
    const { name } = olist.files[stage]
    const one = createHash('sha256')
    for await (const part of createReadStream(findFile(folder, name))) one.update(part as Buffer)
    all.update(`${name} ${one.digest('hex')}\n`)
  }
  return all.digest('hex')
}

/** Ids within one import: 122 bits of a digest, so that nothing of the source is to be looked up while reading. */
export const idsWithin =
  (import_name: string): IdOfSource =>
  (kind, source_id) => {
    const hex = createHash('sha256').update(`${import_name}\n${kind}\n${source_id}`).digest('hex')
    const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
