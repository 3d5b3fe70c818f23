import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { toDecimal } from '../../kernel/currency.ts'
import { sum } from '../../kernel/money.ts'
import { sharesOf } from './book-orders.ts'
import { exceptionOf, type Sides } from './exception.ts'
import { idsWithin, olist, type Stage } from './olist.ts'
import { readChunks } from './read-file.ts'

/** Real orders of Olist (CC BY-NC-SA 4.0), where somebody laid them beside the repository; never part of it. */
const folder = join(import.meta.dirname, '../../../../shared/data/olist')
const skip = existsSync(join(folder, 'orders.csv.gz'))
  ? false
  : 'the public data set of Olist is not at ../shared/data/olist'

async function* read(stage: Stage) {
  const { name, columns, row } = olist.files[stage]
  const idOf = idsWithin('olist')
  for await (const { lines } of readChunks(folder, name, columns, { size: 2_000 }))
    for (const line of lines) yield row(line, idOf) as Record<string, string>
}

test('real orders: 18,511 of them, fees of 50,273.46 and 125,680.62 on delivered units, 66 that do not add up', {
  skip,
}, async () => {
  const orders = new Map<string, Sides & { is_delivered: boolean }>()
  for await (const { id = '', status } of read('orders'))
    orders.set(id, {
      is_delivered: status === 'delivered',
      due: 0n,
      paid: 0n,
      lines_count: 0,
      payments_count: 0,
      instalments: 0,
    })
  assert.equal(orders.size, 18_511)
  const delivered: { price: bigint; freight: bigint }[] = []
  for await (const { order_id = '', price = '', freight = '' } of read('lines')) {
    const order = orders.get(order_id)
    assert.ok(order)
    order.due += BigInt(price) + BigInt(freight)
    order.lines_count += 1
    if (order.is_delivered) delivered.push({ price: BigInt(price), freight: BigInt(freight) })
  }
  for await (const { order_id = '', amount = '', instalments } of read('payments')) {
    const order = orders.get(order_id)
    assert.ok(order)
    order.paid += BigInt(amount)
    order.payments_count += 1
    order.instalments = Math.max(order.instalments, Number(instalments))
  }
  const fees = (rate: bigint) =>
    toDecimal(sum(sharesOf(delivered, rate).map(({ fee }) => fee)), 'BRL')
  assert.deepEqual([fees(20_000n), fees(50_000n)], ['50273.46', '125680.62'])
  const kinds = Object.groupBy([...orders.values()], (order) => exceptionOf(order) ?? 'adds_up')
  assert.deepEqual(
    Object.fromEntries(Object.entries(kinds).map(([kind, list]) => [kind, list?.length])),
    {
      adds_up: 18_355,
      interest: 54,
      rounding: 11,
      underpaid: 1,
      nothing_sold: 89,
      nothing_paid: 1,
    },
  )
})
