import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { DAY, HOUR } from '../../kernel/time.ts'
import { inTransaction, isDatabaseError, row, rows, sql } from '../../platform/db.ts'
import { testWorld, type World } from '../../test-world.ts'
import { outside, platformAccount, post, rebuildBalances, verifyChain } from './index.ts'

const book = (world: World, event: string, at: Date, order_id?: string) =>
  inTransaction(world.db, (tx) =>
    post(tx, [
      {
        event,
        kind: 'received',
        at,
        memo: '龙井',
        entries: [
          { account: outside('CNY'), amount: -100n },
          {
            account: platformAccount('unallocated', 'CNY'),
            amount: 100n,
            ...(order_id ? { order_id } : {}),
          },
        ],
      },
    ]),
  )

/** Runs statements as somebody who switched the triggers off. */
const tamper = (world: World, ...texts: string[]) =>
  inTransaction(world.db, async (tx) => {
    await sql.raw("set local session_replication_role = 'replica'").execute(tx)
    for (const text of texts) await sql.raw(text).execute(tx)
  })

test('days that are over are sealed in a chain without a gap, and nothing is booked on them any more', async () => {
  await using world = await testWorld()
  await book(world, 'a', world.now())
  await world.settle()
  assert.equal((await verifyChain(world.db)).days, 0)
  await world.pass(3 * DAY)
  await book(world, 'late', new Date(world.now().getTime() - 3 * DAY))
  const late = await row<{ booked_on: string; closed_through: string }>(world.db)`
    select booked_on, closed_through from journals, ledger_book where event = ${'late'}`
  assert.ok((late?.booked_on ?? '') > (late?.closed_through ?? ''))
  await assert.rejects(
    rows(
      world.db,
    )`insert into journals (event, kind, at, booked_on) values ('x', 'x', ${world.now()}, ${late?.closed_through})`,
    (error: unknown) => isDatabaseError(error, '23514', 'journals_open_day'),
  )
  await world.pass(2 * DAY)
  const check = await verifyChain(world.db)
  assert.equal(check.bad, undefined)
  assert.ok(check.days >= 4)
  assert.equal(check.journals, 2n)
  const finance = await world.operator('finance')
  const { data } = (await finance.get('/v1/ledger/days')).body
  assert.equal(data.length, check.days)
  assert.match(data[0].hash, /^[0-9a-f]{64}$/)
  // A day's count counts the journals that it leads to, also one whose instant lies before.
  for (const { day, journals_count } of data)
    assert.equal(
      (await finance.get(`/v1/ledger/journals?day=${day}`)).body.data.length,
      journals_count,
    )
  const booked = await finance.get(`/v1/ledger/journals?day=${late?.booked_on}`)
  assert.deepEqual(
    booked.body.data.map((one: any) => one.event),
    ['late'],
  )
  assert.deepEqual(
    (await finance.get(`/v1/ledger/journals?day=${late?.booked_on}&kind=another`)).body.data,
    [],
  )
  await world.verify()
})

/** What `verify` says of the first bad journal; where nothing else is said, the second was changed. */
const NAMED: Record<string, string | undefined> = {
  'an entry moved to another owner': '1 changed',
  'a journal deleted': '2 deleted',
  'a journal moved to another day': '2 deleted',
}
/** The seal of the day was touched, no journal. */
const SEALS = ['a day taken out', 'a seal rewritten']

test('whoever switches the triggers off and changes a sealed row is found', async () => {
  for (const [what, statements] of Object.entries({
    'an amount moved': [
      'update ledger_entries set amount = amount * 2, balance_after = balance_after * 2 where journal_id = 2',
      'update ledger_accounts set balance = balance + sign(balance) * 100',
    ],
    'an entry moved to another owner': [
      `update ledger_accounts set owner_id = '${newId()}' where kind = 'unallocated'`,
    ],
    'a journal deleted': [
      'delete from ledger_entries where journal_id = 2',
      'delete from journals where id = 2',
      'update ledger_accounts set balance = balance - sign(balance) * 100, entries_count = entries_count - 1',
    ],
    'a memo rewritten': ["update journals set memo = 'tea' where id = 2"],
    'an instant shifted by a microsecond': [
      "update journals set at = at + interval '1 microsecond' where id = 2",
    ],
    'a journal moved to another day': [
      'update journals set booked_on = booked_on + 1 where id = 2',
    ],
    'two entries swapped': ['update ledger_entries set amount = -amount where journal_id = 2'],
    'an order swapped': [`update ledger_entries set order_id = '${newId()}' where journal_id = 2`],
    'a day taken out': ['delete from ledger_days where day = (select min(day) from ledger_days)'],
    'a seal rewritten': [
      "update ledger_days set hash = encode(sha256('x'), 'hex') where day = (select min(day) from ledger_days)",
    ],
  })) {
    await using world = await testWorld()
    const order_id = newId()
    for (const event of ['a', 'b', 'c']) await book(world, event, world.now(), order_id)
    const first = await row<{ day: string }>(
      world.db,
    )`select min(booked_on) as day from journals where ${true}::boolean`
    await world.pass(3 * DAY)
    assert.equal((await verifyChain(world.db)).bad, undefined)
    await tamper(world, ...statements)
    const { bad } = await verifyChain(world.db)
    assert.equal(bad?.day, first?.day, what)
    assert.equal(
      bad?.journal && `${bad.journal.id} ${bad.journal.was}`,
      SEALS.includes(what) ? undefined : (NAMED[what] ?? '2 changed'),
      what,
    )
  }
})

test('closing a day and posting at the same time: every journal is sealed on the day it stands on', async () => {
  await using world = await testWorld()
  await book(world, 'first', world.now())
  const start = world.now().getTime()
  for (let round = 0; round < 4; round++) {
    await world.app.context.clock.advance(DAY + HOUR)
    await Promise.all([
      world.settle(),
      ...Array.from({ length: 20 }, (_, index) =>
        book(world, `r${round}:${index}`, new Date(start + round * DAY)),
      ),
    ])
  }
  await world.pass(2 * DAY)
  assert.equal((await verifyChain(world.db)).bad, undefined)
  await world.verify()
})

test('the newest sealed day taken out is noticed, and never sealed again', async () => {
  await using world = await testWorld()
  await book(world, 'a', world.now())
  await world.pass(3 * DAY)
  const { days } = await verifyChain(world.db)
  const last = await row<{ day: string }>(
    world.db,
  )`select max(day)::text as day from ledger_days where ${true}::boolean`
  await tamper(world, `delete from ledger_days where day = '${last?.day}'`)
  assert.deepEqual((await verifyChain(world.db)).bad, { day: last?.day, why: 'missing' })
  await world.pass(DAY)
  const after = await verifyChain(world.db)
  assert.deepEqual([after.days, after.bad], [days - 1, { day: last?.day, why: 'missing' }])
  await assert.rejects(world.verify(), /I-07/)
  await assert.rejects(
    rows(
      world.db,
    )`update ledger_book set sealed_through = sealed_through - 1 where ${true}::boolean`,
    (error: unknown) => isDatabaseError(error, '23001'),
  )
})

test('balances made anew from the entries have the same bytes; what was off is mended', async () => {
  await using world = await testWorld()
  for (const event of ['a', 'b', 'c']) await book(world, event, world.now(), newId())
  const first = await rebuildBalances(world.db)
  assert.deepEqual([first.accounts, first.changed, first.before], [2, 0, first.after])
  await tamper(
    world,
    'update ledger_accounts set balance = 0, entries_count = 0',
    "update ledger_accounts set balance = 7 where kind = 'unallocated'",
  )
  const second = await rebuildBalances(world.db)
  assert.notEqual(second.before, first.after)
  assert.deepEqual([second.changed, second.after], [2, first.after])
  await world.verify()
})

test('I-02, I-03, I-05, I-10: the database itself refuses what the ledger never does', async () => {
  await using world = await testWorld()
  await book(world, 'a', world.now())
  const refused = (constraint: string) => (error: unknown) =>
    isDatabaseError(error, '23514', constraint)
  await assert.rejects(
    rows(
      world.db,
    )`insert into journals (event, kind, at, booked_on) values ('x', 'x', ${world.now()}, '2100-01-01')`,
    refused('journals_have_entries'),
  )
  for (const table of [
    'ledger_accounts',
    'journals',
    'ledger_entries',
    'ledger_days',
    'ledger_book',
  ])
    await assert.rejects(sql.raw(`truncate ${table} cascade`).execute(world.db), (error: unknown) =>
      isDatabaseError(error, '23001'),
    )
  await assert.rejects(
    rows(world.db)`
      insert into ledger_accounts (id, kind, owner_kind, owner_id, currency, has_floor, balance, created_at)
      values (${newId()}, 'shop_debt', 'shop', ${newId()}, 'CNY', false, 1, ${world.now()})`,
    refused('ledger_debt_is_owed'),
  )
  const entries = [
    { account: platformAccount('unallocated', 'CNY'), amount: -50n },
    { account: platformAccount('platform_fee', 'CNY'), amount: 50n },
  ]
  const move = (kind: string) =>
    inTransaction(world.db, (tx) => post(tx, [{ event: 'b', kind, at: world.now(), entries }]))
  await assert.rejects(move('helps_itself'), refused('client_money_apart'))
  await move('settle')
  await world.verify()
})
