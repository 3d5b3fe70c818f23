import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../kernel/ids.ts'
import { BUSINESS_ZONE, DAY, dayIn, MINUTE } from '../../kernel/time.ts'
import { inTransaction, row, rows } from '../../platform/db.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { requestRefund } from './index.ts'
import { held, pay, seedPayment, tell } from './payments.world.ts'

const kindsOf = (all: any[]) => all.map(({ kind, state }) => `${kind} ${state}`).sort()
const waiting = async (person: Person, query = '') =>
  (await person.get(`/v1/payment-differences?state=waiting&limit=100${query}`)).body.data

/** What the provider's file says of a day, as a file that a person has. */
const fileOf = async (world: World, day: string, more: string[] = []): Promise<string> => {
  const trades = await rows<Record<string, any>>(world.db)`
    select kind, number, merchant_number, amount, fee, currency, finished_at from sandbox.trades
    where state = 'succeeded' and (finished_at at time zone ${BUSINESS_ZONE}::text)::date = ${day}::date order by number`
  return [
    'kind,number,merchant_number,amount,fee,currency,finished_at',
    ...trades.map((one) =>
      [
        one.kind,
        one.number,
        one.merchant_number,
        one.amount,
        one.fee,
        one.currency,
        one.finished_at.toISOString(),
      ].join(','),
    ),
    ...more,
  ].join('\n')
}

test('a file brought by a person: tried first, applied once, its money booked, its fees kept apart', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  let finance = await world.operator('finance')
  const paid = await seedPayment(world, sam)
  await pay(world, sam, paid.id)
  const missing = await seedPayment(world, sam, { amount: 700n })
  await tell(world, { number: missing.number, amount: 700n })
  const day = dayIn(world.now(), BUSINESS_ZONE)
  const bring = (text: string, at = day) =>
    finance.post(`/v1/bill-files?provider=sandbox&day=${at}&name=day.csv`, text, {
      'content-type': 'text/csv',
    })
  const stranger = `payment,T-nobody,nobody,55,0,CNY,${world.now().toISOString()}`
  const text = await fileOf(world, day, [stranger])
  assert.equal((await bring(text)).body.code, 'bill_day_not_over')
  await world.app.context.clock.advance(DAY)
  finance = await world.operator('finance')
  assert.equal((await bring('no bill at all')).body.code, 'not_a_bill')
  const broken = await bring(`${text}\npayment,T,N,1.5,0,CNY,never`)
  assert.deepEqual(
    [broken.body.code, broken.body.details.rows],
    ['bill_has_problems', [{ line: 4, why: 'amount' }]],
  )
  const tried = await bring(text)
  assert.equal(tried.status, 201, tried.text)
  assert.deepEqual(
    [tried.body.kinds, tried.body.unbooked, tried.body.counts],
    [
      [
        { kind: 'unknown_number', count: 1 },
        { kind: 'missing_there', count: 1 },
      ],
      1,
      false,
    ],
  )
  assert.deepEqual(await waiting(finance), [])
  assert.equal((await bring(text)).body.file.id, tried.body.file.id)
  const apply = () => finance.post(`/v1/bill-files/${tried.body.file.id}/application`)
  assert.deepEqual(
    (await Promise.all([apply(), apply()])).map(({ status }) => status),
    [204, 204],
  )
  assert.deepEqual(kindsOf(await waiting(finance)), ['missing_there open', 'unknown_number open'])
  assert.equal(await held(world, 'unmatched'), 55n)
  assert.equal(await held(world, 'provider_fee'), -75n)
  const [bill] = (await finance.get('/v1/provider-bills')).body.data
  assert.deepEqual(bill.sums, [
    { currency: 'CNY', ours: 13_180, theirs: 12_535, explained: 645, fee: 75 },
  ])
  const lines = (await finance.get(`/v1/bill-files/${bill.file_id}/lines?number=nobody`)).body.data
  assert.deepEqual(
    lines.map((one: any) => [one.provider_number, one.amount]),
    [['T-nobody', 55]],
  )
  const desk = (await finance.get('/v1/finance-desk')).body
  assert.deepEqual(
    [desk.mirror[0].ours, desk.mirror[0].theirs, desk.mirror[0].fees, desk.mirror[0].checked_until],
    [13_180, 12_535, 75, day],
  )
  assert.equal(desk.kinds.find((one: any) => one.kind === 'outside').balance, -(13_180 + 55 - 75))
  // Every figure is the sum of the rows that it leads to.
  const trades = async (query: string) =>
    (await finance.get(`/v1/provider-trades?provider=sandbox${query}`)).body.data as any[]
  for (const query of ['', `&day=${day}`, '&unchecked=false', '&currency=CNY'])
    assert.equal(
      (await trades(query)).reduce((sum, { amount }) => sum + amount, 0),
      13_180,
      query,
    )
  assert.deepEqual(await trades('&unchecked=true'), [])
  assert.deepEqual(await trades('&currency=USD'), [])
  assert.deepEqual(
    [
      (await waiting(finance, '&currency=CNY')).length,
      (await waiting(finance, '&currency=USD')).length,
      (await finance.get(`/v1/bill-files/${bill.file_id}/lines?currency=USD`)).body.data.length,
    ],
    [2, 0, 0],
  )
  const first = (await finance.get('/v1/provider-trades?provider=sandbox&limit=1')).body
  assert.equal((await trades(`&limit=1&after=${first.next}`)).length, 1)
  assert.deepEqual(
    desk.ages.map((one: any) => [
      one.from_days,
      one.under_days,
      one.owner_id,
      one.count,
      one.apart,
    ]),
    [[0, 1, null, 2, 755]],
  )
  assert.equal((await waiting(finance, '&under_days=1&owner=nobody')).length, 2)
  assert.equal((await waiting(finance, '&days=1')).length, 0)
  // The provider's own file says the same without the stranger: the day is asked for no more.
  await world.settle()
  assert.equal(
    (
      await row<{ count: bigint }>(
        world.db,
      )`select count(*) as count from provider_bills where ${true}::boolean`
    )?.count,
    1n,
  )
  await world.verify()
})

test('a difference is taken by one, written off by two, and put before all again when nobody acts', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const paid = await seedPayment(world, sam, { amount: 700n })
  await tell(world, { number: paid.number, amount: 700n })
  await tell(world, { number: 'nobody', amount: 55n })
  // Until the day is over in Shanghai, whatever the hour is there now, and not so long that anything is late.
  const tomorrow = dayIn(new Date(world.now().getTime() + DAY), BUSINESS_ZONE)
  await world.pass(new Date(`${tomorrow}T00:00:01+08:00`).getTime() - world.now().getTime())
  let [ada, ben] = [await world.operator('finance'), await world.operator('finance')]
  const all = await waiting(ada)
  assert.deepEqual(kindsOf(all), ['missing_there open', 'unknown_number open'])
  const [missing, unknown] = ['missing_there', 'unknown_number'].map((kind) =>
    all.find((one: any) => one.kind === kind),
  )
  const act = (person: Person, id: string, what: string, body?: object) =>
    person.post(`/v1/payment-differences/${id}/${what}`, body)
  const stateOf = async (id: string) =>
    (await ada.get('/v1/payment-differences?limit=100')).body.data.find((one: any) => one.id === id)

  assert.equal((await act(ada, missing.id, 'taking')).status, 204)
  assert.equal((await act(ada, missing.id, 'taking')).status, 204)
  assert.equal((await act(ben, missing.id, 'taking')).body.code, 'difference_taken')
  assert.equal(
    (await act(ben, missing.id, 'resolution', { resolution: 'mine' })).body.code,
    'difference_taken',
  )
  assert.equal((await waiting(ada, '&owner=me')).length, 1)
  assert.equal((await waiting(ben, '&owner=me')).length, 0)
  assert.equal((await waiting(ben, '&owner=nobody&kind=unknown_number')).length, 1)
  assert.equal((await waiting(ben, '&days=30')).length, 0)
  assert.equal((await act(ada, missing.id, 'leaving')).status, 204)
  assert.equal((await stateOf(missing.id)).owner_id, null)

  const proposed = await act(ada, missing.id, 'resolution', {
    resolution: 'the provider never had it',
    booking: 'write_off',
  })
  assert.equal(proposed.status, 204, proposed.text)
  assert.equal(await held(world, 'write_off'), 0n)
  assert.equal((await act(ada, missing.id, 'release')).body.code, 'second_person_needed')
  assert.equal((await act(ben, missing.id, 'refusal')).status, 204)
  assert.deepEqual(
    [(await stateOf(missing.id)).state, (await stateOf(missing.id)).booking],
    ['taken', null],
  )
  assert.equal((await act(ben, missing.id, 'release')).body.code, 'wrong_state')
  const again = { resolution: 'they say no in writing', booking: 'write_off' }
  assert.equal((await act(ada, missing.id, 'resolution', again)).status, 204)
  const released = await Promise.all([1, 2, 3].map(() => act(ben, missing.id, 'release')))
  assert.deepEqual(released.map(({ status }) => status).sort(), [204, 409, 409])
  assert.equal((await stateOf(missing.id)).state, 'written_off')
  assert.equal(await held(world, 'write_off'), -700n)
  assert.equal(await held(world, 'outside'), -55n)
  const history = (await ben.get(`/v1/payment-differences/${missing.id}/history`)).body.data
  assert.deepEqual(
    history.map((one: any) => [one.to_state, one.reason]),
    [
      ['open', 'found'],
      ['taken', 'taken'],
      ['open', 'left'],
      ['taken', 'taken'],
      ['proposed', 'write_off'],
      ['taken', 'release_refused'],
      ['proposed', 'write_off'],
      ['written_off', 'written_off'],
    ],
  )
  await world.verify()

  // The same database refuses one person in both places, whatever the code would do.
  await assert.rejects(
    rows(world.db)`update payment_differences set released_by = proposed_by where id = any(
      select id from payment_differences where state = ${'written_off'})`,
    /two_persons_book/,
  )
  // Nobody acts on the other one: it goes up, out of the hands of whoever sits on it, and is never closed by time.
  assert.equal((await act(ben, unknown.id, 'taking')).status, 204)
  await world.pass(3 * DAY)
  ;[ada, ben] = [await world.operator('finance'), await world.operator('finance')]
  const late = await stateOf(unknown.id)
  assert.deepEqual([late.state, late.owner_id, late.escalations], ['open', null, 1])
  assert.equal((await waiting(ben, '&escalated=true')).length, 1)
  const gained = { resolution: 'nobody claims it', booking: 'write_off' }
  assert.equal((await act(ben, unknown.id, 'resolution', gained)).status, 204)
  assert.equal((await act(ada, unknown.id, 'release')).status, 204)
  assert.deepEqual([await held(world, 'unmatched'), await held(world, 'write_off')], [0n, -645n])
  await world.verify()
})

test('what comes late is found by the day’s second check, and what two files say of one trade is one difference', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const first = await seedPayment(world, sam)
  await pay(world, sam, first.id)
  const late = await seedPayment(world, sam, { amount: 900n, minutes: 60 * 72 })
  const day = dayIn(world.now(), BUSINESS_ZONE)
  const at = world.now()
  await world.pass(DAY)
  let finance = await world.operator('finance')
  assert.deepEqual(await waiting(finance), [])
  // Heard of a day later, and the day's file had nothing of it.
  await inTransaction(world.db, async (tx) => {
    const { applyProviderResults } = await import('./apply-provider-results.ts')
    await applyProviderResults(
      tx,
      [
        {
          about: 'payment',
          number: late.number,
          provider_number: 'T-late',
          state: 'succeeded',
          amount: 900n,
          currency: 'CNY',
          finished_at: at,
          reason: null,
        },
      ],
      { provider: 'sandbox', source: 'callback', now: world.now() },
    )
  })
  await world.settle()
  assert.deepEqual(kindsOf(await waiting(finance)), ['missing_there open'])
  await world.verify()
  // The next day's file has it after all: the same trade, another day.
  const next = dayIn(world.now(), BUSINESS_ZONE)
  await world.app.context.clock.advance(DAY)
  finance = await world.operator('finance')
  const brought = await finance.post(
    `/v1/bill-files?provider=sandbox&day=${next}`,
    await fileOf(world, next, [
      `payment,T-late,${late.number},900,5,CNY,${world.now().toISOString()}`,
    ]),
    { 'content-type': 'text/csv' },
  )
  assert.equal(brought.status, 201, brought.text)
  assert.equal(
    (await finance.post(`/v1/bill-files/${brought.body.file.id}/application`)).status,
    204,
  )
  await world.settle()
  assert.deepEqual(kindsOf(await waiting(finance)), ['wrong_day open'])
  const sums = (await finance.get('/v1/provider-bills')).body.data.map((one: any) => [
    one.day,
    one.sums.map(({ explained }: any) => explained),
  ])
  assert.deepEqual(sums, [
    [next, [-900]],
    [day, [900]],
  ])
  const [wrong] = await waiting(finance)
  assert.equal(
    (
      await finance.post(`/v1/payment-differences/${wrong.id}/resolution`, {
        resolution: 'x',
        booking: 'write_off',
      })
    ).body.code,
    'difference_books_nothing',
  )
  await world.verify()
})

test('between two files a look at recent trades makes the rows that the file would make', async () => {
  await using world = await testWorld()
  const sam = await world.person()
  const fine = await seedPayment(world, sam)
  await pay(world, sam, fine.id)
  const less = await seedPayment(world, sam, { amount: 1_000n })
  await pay(world, sam, less.id)
  await inTransaction(world.db, (tx) =>
    requestRefund(tx, {
      payment_id: fine.id,
      reason_kind: 'order_cancelled',
      reason_id: newId(),
      order_id: null,
      amount: 80n,
      now: world.now(),
    }),
  )
  await world.settle()
  const never = await seedPayment(world, sam, { amount: 700n })
  await tell(world, { number: never.number, amount: 700n })
  await rows(
    world.db,
  )`update sandbox.trades set amount = 999 where merchant_number = ${less.number}`
  await rows(world.db)`update sandbox.trades set amount = 81 where kind = ${'refund'}`
  await world.pass(10 * MINUTE)
  let finance = await world.operator('finance')
  const kinds = ['amount open', 'missing_there open', 'refund_exceeds open']
  assert.deepEqual(kindsOf(await waiting(finance)), kinds)
  await world.verify()
  await world.pass(DAY)
  finance = await world.operator('finance')
  assert.deepEqual(kindsOf(await waiting(finance)), kinds)
  await world.verify()
})
