import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { showId } from '../../kernel/ids.ts'
import { allot, isFlashOpen, type Shelf, takingKey, type Wish } from './stock.ts'

const now = new Date('2026-03-01T12:00:00Z')
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000)
const offer = {
  sku_id: 'a',
  state: 'open' as const,
  opens_at: at(0),
  closes_at: at(10),
  quota: 3n,
  taken: 0n,
  limit_per_buyer: 2,
}

test('a flash price is granted from its first instant to just before its last, whatever the sweep did', () => {
  const scheduled = { ...offer, state: 'scheduled' as const }
  assert.equal(isFlashOpen(scheduled, at(-0.001)), false)
  assert.equal(isFlashOpen(scheduled, at(0)), true)
  assert.equal(isFlashOpen(offer, at(9.999)), true)
  assert.equal(isFlashOpen(offer, at(10)), false)
  assert.equal(isFlashOpen({ ...offer, state: 'closed' }, at(5)), false)
})

test('each refusal names what is missing', () => {
  const shelf: Shelf = {
    available: new Map([
      ['a', 10n],
      ['b', 1n],
    ]),
    offers: new Map([['f', offer]]),
    takings: new Map([[takingKey('f', 'sam'), 1n]]),
  }
  const line = (sku_id: string, quantity: number, flash_offer_id: string | null = null) => ({
    line_id: 'l',
    sku_id,
    quantity,
    flash_offer_id,
  })
  const ask = (buyer_id: string, ...lines: ReturnType<typeof line>[]) =>
    allot([{ buyer_id, lines }], shelf, now)[0]
  assert.equal(ask('sam', line('a', 1), line('b', 1)), undefined)
  assert.deepEqual(ask('sam', line('a', 1), line('b', 2), line('c', 1))?.details, {
    sku_ids: [showId('sku', 'b'), showId('sku', 'c')],
  })
  assert.equal(ask('sam', line('a', 2, 'f'))?.code, 'flash_limit')
  assert.equal(ask('kim', line('a', 1, 'f'), line('a', 2, 'f'))?.code, 'flash_limit')
  assert.equal(ask('kim', line('b', 1, 'f'))?.code, 'flash_not_open')
  assert.equal(ask('kim', line('a', 1, 'g'))?.code, 'flash_not_open')
  assert.deepEqual(
    allot(
      ['kim', 'lee'].map((buyer_id) => ({ buyer_id, lines: [line('a', 2, 'f')] })),
      shelf,
      now,
    ).map((one) => one?.code),
    [undefined, 'flash_sold_out'],
  )
})

test('property: whatever is wished, the shelf, the pool and the limits hold, and a refused wish takes nothing', () => {
  const skus = ['a', 'b', 'c']
  const wishes = fc.array(
    fc.record({
      buyer_id: fc.constantFrom('sam', 'kim', 'lee'),
      lines: fc.array(
        fc.record({
          line_id: fc.uuid(),
          sku_id: fc.constantFrom(...skus),
          quantity: fc.integer({ min: 1, max: 4 }),
          flash_offer_id: fc.constantFrom('f', null, null),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(
      wishes,
      fc.array(fc.bigInt(0n, 12n), { minLength: 3, maxLength: 3 }),
      (asked: Wish[], levels) => {
        const available = new Map(skus.map((sku, index) => [sku, levels[index] as bigint]))
        const answers = allot(
          asked,
          { available, offers: new Map([['f', offer]]), takings: new Map() },
          now,
        )
        const granted = asked.flatMap((wish, index) =>
          answers[index] ? [] : wish.lines.map((line) => ({ ...line, buyer_id: wish.buyer_id })),
        )
        const total = (keep: (line: (typeof granted)[number]) => boolean) =>
          granted.filter(keep).reduce((sum, line) => sum + BigInt(line.quantity), 0n)
        for (const [sku, level] of available)
          assert.ok(total((line) => line.sku_id === sku) <= level)
        assert.ok(total((line) => line.flash_offer_id === 'f') <= offer.quota)
        for (const buyer of ['sam', 'kim', 'lee'])
          assert.ok(
            total((line) => line.flash_offer_id === 'f' && line.buyer_id === buyer) <=
              BigInt(offer.limit_per_buyer),
          )
        // Leaving a refused wish out changes no other answer.
        const kept = asked.filter((_, index) => !answers[index])
        assert.deepEqual(
          allot(kept, { available, offers: new Map([['f', offer]]), takings: new Map() }, now),
          kept.map(() => undefined),
        )
      },
    ),
    { numRuns: 300 },
  )
})
