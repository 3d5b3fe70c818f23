import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { newId } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { inTransaction, isDatabaseError, rows, sql } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import {
  type AccountKind,
  type AccountRef,
  balancesOf,
  type Journal,
  outside,
  platformAccount,
  post,
  reverse,
} from './index.ts'

const cny = (kind: AccountKind): AccountRef => platformAccount(kind, 'CNY')
const shop = (owner_id: string, kind: AccountKind = 'shop_available'): AccountRef => ({
  kind,
  owner_kind: 'shop',
  owner_id,
  currency: 'CNY',
})
const pay = (event: string, amount: bigint, at: Date): Journal => ({
  event,
  kind: 'received',
  at,
  entries: [
    { account: outside('CNY'), amount: -amount },
    { account: cny('unallocated'), amount },
  ],
})
const book = (world: World, ...journals: Journal[]) =>
  inTransaction(world.db, (tx) => post(tx, journals))
const balance = async (
  world: World,
  kind: AccountKind,
  owner_kind: AccountRef['owner_kind'] = 'platform',
  owner_id: string | null = null,
) => (await balancesOf(world.db, owner_kind, owner_id)).find((one) => one.kind === kind)?.balance

test('a journal moves money once, however often it is posted', async () => {
  await using world = await testWorld()
  const at = world.now()
  await book(world, pay('p:1', 500n, at))
  await book(world, pay('p:1', 500n, at), pay('p:2', 70n, at), pay('p:2', 70n, at))
  assert.equal(await balance(world, 'unallocated'), 570n)
  assert.equal(await balance(world, 'outside', 'provider'), -570n)
  await world.verify()
})

test('fifty posts at once on the same accounts all land, in any order of accounts', async () => {
  await using world = await testWorld()
  const at = world.now()
  const shops = Array.from({ length: 6 }, () => newId())
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const journals = [
        pay(`p:${index}`, 10n, at),
        ...shops.map((id, place) => ({
          event: `s:${index}:${place}`,
          kind: 'settlement',
          at,
          entries: [
            { account: cny('unallocated'), amount: -1n },
            { account: shop(id), amount: 1n },
          ],
        })),
      ]
      return book(
        world,
        ...(index % 2 === 0 ? journals : [journals[0] as Journal, ...journals.slice(1).reverse()]),
      )
    }),
  )
  for (const id of shops) assert.equal(await balance(world, 'shop_available', 'shop', id), 50n)
  assert.equal(await balance(world, 'unallocated'), 200n)
  await world.verify()
})

test('the same event posted by many at once is one journal', async () => {
  await using world = await testWorld()
  await Promise.all(Array.from({ length: 30 }, () => book(world, pay('p:same', 900n, world.now()))))
  assert.equal(await balance(world, 'unallocated'), 900n)
  await world.verify()
})

test('an account with a floor refuses to go below it and nothing is written', async () => {
  await using world = await testWorld()
  const at = world.now()
  const id = newId()
  const out = (event: string, amount: bigint): Journal => ({
    event,
    kind: 'payout_request',
    at,
    entries: [
      { account: shop(id), amount: -amount },
      { account: shop(id, 'payout_transit'), amount },
    ],
  })
  await assert.rejects(
    book(world, out('o:0', 1n)),
    (error: unknown) =>
      error instanceof Refusal && error.code === 'below_floor' && error.details.short === 1n,
  )
  await book(world, {
    event: 's:1',
    kind: 'settlement',
    at,
    entries: [
      { account: outside('CNY'), amount: -100n },
      { account: shop(id), amount: 100n },
    ],
  })
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => book(world, out(`o:${index + 1}`, 30n))),
  )
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 3)
  assert.equal(await balance(world, 'shop_available', 'shop', id), 10n)
  await assert.rejects(
    rows(
      world.db,
    )`update ledger_accounts set balance = ${-1n} where owner_id = ${id} and kind = 'shop_available'`,
    (error: unknown) => isDatabaseError(error, '23514', 'ledger_floor'),
  )
  await world.verify()
})

test('entries of nothing are left out, accounts outside the chart are refused', async () => {
  await using world = await testWorld()
  const at = world.now()
  await book(world, {
    event: 'n:1',
    kind: 'nothing',
    at,
    entries: [
      { account: cny('escrow'), amount: 0n },
      { account: cny('insurer'), amount: 0n },
    ],
  })
  assert.equal((await rows(world.db)`select from journals where event = ${'n:1'}`).length, 0)
  for (const account of [
    { ...cny('escrow'), owner_kind: 'shop' as const },
    { ...shop(newId()), owner_id: null },
    { ...cny('escrow'), kind: 'slush' as AccountKind },
  ])
    await assert.rejects(
      book(world, {
        event: 'n:2',
        kind: 'odd',
        at,
        entries: [
          { account, amount: 1n },
          { account: outside('CNY'), amount: -1n },
        ],
      }),
    )
})

test('a reversal mirrors its journal and happens once', async () => {
  await using world = await testWorld()
  const at = world.now()
  await book(world, pay('p:1', 500n, at))
  const back = () =>
    inTransaction(world.db, (tx) =>
      reverse(tx, [
        { event: 'p:1', kind: 'received', at },
        { event: 'p:none', kind: 'received', at },
      ]),
    )
  await Promise.all([back(), back(), back()])
  assert.equal(await balance(world, 'unallocated'), 0n)
  const reversals = await rows<{ kind: string; reverses: bigint }>(
    world.db,
  )`select kind, reverses from journals where reverses is not null and ${true}::boolean`
  assert.deepEqual(
    reversals.map(({ kind }) => kind),
    ['received_reversal'],
  )
  await assert.rejects(
    rows(
      world.db,
    )`insert into journals (event, kind, reverses, at, booked_on) values ('x', 'again', ${reversals[0]?.reverses}, ${at}, '2999-01-01')`,
    (error: unknown) => isDatabaseError(error, '23505', 'journals_reversed_once'),
  )
  await world.verify()
})

test('the database itself refuses what does not balance and every change of what stands', async () => {
  await using world = await testWorld()
  const at = world.now()
  await book(world, pay('p:1', 500n, at))
  for (const amounts of [[1n, -2n], [5n], [3n, -3n, 1n]])
    await assert.rejects(
      book(world, {
        event: `u:${amounts}`,
        kind: 'unbalanced',
        at,
        entries: amounts.map((amount, place) => ({
          account: cny((['escrow', 'unallocated', 'insurer'] as const)[place] as AccountKind),
          amount,
        })),
      }),
      (error: unknown) => isDatabaseError(error, '23514', 'journals_balance'),
    )
  await assert.rejects(
    book(world, {
      event: 'u:currencies',
      kind: 'unbalanced',
      at,
      entries: [
        { account: outside('CNY'), amount: -5n },
        { account: platformAccount('unallocated', 'USD'), amount: 5n },
      ],
    }),
    (error: unknown) => isDatabaseError(error, '23514', 'journals_balance'),
  )
  const [entry] = await rows<{ journal_id: bigint; account_id: string }>(
    world.db,
  )`select journal_id, account_id from ledger_entries where amount > ${0n}`
  await assert.rejects(
    rows(world.db)`
      insert into ledger_entries (journal_id, account_id, amount, currency, balance_after)
      select ${entry?.journal_id}::bigint, ${entry?.account_id}::uuid, amount, 'CNY', 0 from unnest(array[7, -7]::bigint[]) as amount`,
    (error: unknown) => isDatabaseError(error, '23514', 'journals_balance'),
  )
  for (const text of [
    'update journals set memo = memo',
    'delete from journals',
    'truncate journals cascade',
    'update ledger_entries set amount = amount + 1',
    'delete from ledger_entries',
    'truncate ledger_entries',
    'truncate ledger_days',
    'delete from ledger_accounts',
    "update ledger_accounts set kind = 'escrow'",
    'update ledger_accounts set has_floor = false',
  ])
    await assert.rejects(
      sql.raw(text).execute(world.db),
      (error: unknown) => isDatabaseError(error, '23001'),
      text,
    )
  assert.equal(await balance(world, 'unallocated'), 500n)
  await world.verify()
})

test('random journals keep every balance equal to a plain sum', async () => {
  await using world = await testWorld()
  const owners = Array.from({ length: 3 }, () => newId())
  const accounts: AccountRef[] = [
    outside('CNY'),
    cny('unallocated'),
    cny('platform_fee'),
    outside('USD'),
    platformAccount('unallocated', 'USD'),
    ...owners.map(
      (owner_id) =>
        ({ kind: 'payout_transit', owner_kind: 'shop', owner_id, currency: 'CNY' }) as const,
    ),
  ]
  const sums = new Map<string, bigint>()
  const seen = new Set<string>()
  const names = (account: AccountRef) => JSON.stringify(account)
  const leg = fc.record({
    from: fc.nat(accounts.length - 1),
    to: fc.nat(accounts.length - 1),
    amount: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  })
  const journal = fc.record({
    event: fc.nat(40),
    legs: fc.array(leg, { minLength: 1, maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(journal, { minLength: 1, maxLength: 6 }), async (journals) => {
      const wished = journals.map(
        ({ event, legs }): Journal => ({
          event: `r:${event}`,
          // Of a kind that may split fees off: any account may be hit.
          kind: 'settle',
          at: world.now(),
          entries: legs
            .filter(({ from, to }) => accounts[from]?.currency === accounts[to]?.currency)
            .flatMap(({ from, to, amount }) => [
              { account: accounts[from] as AccountRef, amount: -amount },
              { account: accounts[to] as AccountRef, amount },
            ]),
        }),
      )
      await book(world, ...wished)
      for (const { event, entries } of wished) {
        if (seen.has(event) || entries.every(({ amount }) => amount === 0n)) continue
        seen.add(event)
        for (const { account, amount } of entries)
          sums.set(names(account), (sums.get(names(account)) ?? 0n) + amount)
      }
    }),
    { numRuns: 60 },
  )
  for (const account of accounts) {
    const found = (await balancesOf(world.db, account.owner_kind, account.owner_id)).find(
      (one) => one.kind === account.kind && one.currency === account.currency,
    )
    assert.equal(found?.balance ?? 0n, sums.get(names(account)) ?? 0n)
  }
  await world.verify()
})
