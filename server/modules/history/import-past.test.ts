import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, after as finished, test } from 'node:test'
import { inTransaction, rows, sql } from '../../platform/db.ts'
import { type Person, testWorld, type World } from '../../test-world.ts'
import { outside, platformAccount, post } from '../ledger/index.ts'
import { plainOrders, SMALL_PAST, writePast } from './history.world.ts'
import { type ImportOutcome, importPast } from './import-past.ts'
import { booksOf, countExceptions, feesAt } from './totals.ts'
import { writeStatements } from './write-statements.ts'

let world: World
let folder: string
let first: ImportOutcome
let finance: Person
const take = (wish: Partial<Parameters<typeof importPast>[1]> = {}) =>
  importPast(world.db, {
    folder,
    name: 'small',
    fee_ppm: 50_000n,
    now: world.now,
    chunk: 3,
    ...wish,
  })

before(async () => {
  world = await testWorld()
  finance = await world.operator('finance')
  folder = writePast(SMALL_PAST)
  first = await take()
})
finished(async () => {
  await world?.[Symbol.asyncDispose]()
})

test('a past is taken over: orders, units, payments, people once each, and every invariant holds', async () => {
  const { standing } = first
  assert.deepEqual(
    [standing.orders, standing.lines, standing.payments, standing.sellers, standing.products],
    [10n, 12n, 10n, 3n, 2n],
  )
  assert.equal(standing.buyers, 6n, 'orders of one person are one buyer’s')
  assert.deepEqual([standing.delivered_lines, standing.journals], [10n, 7n])
  await world.verify()
  const [line] = await rows<{ bought_at: Date; category: string | null }>(world.db)`
    select o.bought_at, p.category from past_orders as o join past_lines as l on l.order_id = o.id join past_products as p on p.id = l.product_id
    where o.source_id = 'o2' and ${true}::boolean`
  // Summer time in São Paulo: two hours behind.
  assert.equal(line?.bought_at.toISOString(), '2017-01-10T14:00:00.000Z')
  assert.equal(line?.category, null)
})

test('what was delivered is shared out unit by unit, half up, and stands in the ledger to the cent', async () => {
  // 10.10 at 5 % is 50.5 cents: 51 for each of two units, not 101 for both; 0.30 at 5 % is 1.5 cents: 2.
  const [at_2, at_5] = await feesAt(world.db, first.import, [20_000n, 50_000n])
  assert.equal(at_5, 51n + 51n + 2n + 500n + 500n + 25n + 25n + 5n + 5n + 15n)
  assert.equal(at_2, 20n + 20n + 1n + 200n + 200n + 10n + 10n + 2n + 2n + 6n)
  const books = await booksOf(world.db, first.import)
  assert.equal(books.fees, at_5)
  assert.equal(books.paid, 2_250n + 10_801n + 10_857n + 600n + 400n + 268n)
  assert.equal(books.paid, books.fees + books.sellers + books.difference)
  const own = await rows<{ kind: string }>(world.db)`
    select distinct kind from ledger_accounts where currency = 'BRL' and ${true}::boolean order by kind`
  assert.deepEqual(
    own.map(({ kind }) => kind),
    ['past_difference', 'past_fee', 'past_payments', 'past_seller'],
    'nobody can be paid out of a past',
  )
})

test('the orders that do not add up are listed by kind, a cent is forgiven', async () => {
  const { exceptions, incomplete, kinds } = await countExceptions(world.db, first.import)
  assert.deepEqual(kinds, {
    rounding: 1,
    interest: 1,
    overpaid: 1,
    underpaid: 1,
    nothing_sold: 1,
    nothing_paid: 1,
  })
  assert.deepEqual([exceptions, incomplete], [4, 2])
})

test('read again, however it is cut, nothing changes: no row, no journal, no hash', async () => {
  for (const chunk of [1, 1_000]) {
    const again = await take({ chunk })
    assert.equal(again.changed, 0)
    assert.deepEqual(again.standing, first.standing)
  }
})

test('killed in the middle it goes on where it stopped, and ends as if nothing had happened', async () => {
  const past = writePast(plainOrders(160))
  const run = (...more: string[]) =>
    spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        'tools/import.ts',
        'olist',
        past,
        '--name',
        'killed',
        ...more,
      ],
      {
        cwd: join(import.meta.dirname, '../../..'),
        env: { ...process.env, DATABASE_URL: world.database_url, DATA_DIR: world.config.data_dir },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
  const victim = run('--chunk', '1')
  let heard = ''
  const ended = new Promise((done) => victim.once('exit', done))
  await new Promise<void>((done) => {
    victim.stderr.on('data', (part) => {
      heard += part
      if (heard.includes('lines ')) done()
    })
    void ended.then(() => done())
  })
  victim.kill('SIGKILL')
  await ended
  const [left] = await rows<{
    lines: bigint
    read: bigint
    booked: bigint
    finished_at: Date | null
  }>(world.db)`
    select (select count(*) from past_lines where past_id = p.id) as lines, g.rows_done as read,
      (select count(*) from past_orders where past_id = p.id and booked_at is not null) as booked, p.finished_at
    from pasts as p join past_progress as g on g.past_id = p.id and g.stage = 'lines' where p.name = ${'killed'}`
  assert.ok(
    left && left.lines > 0n && left.lines < 160n,
    `it was killed among its lines: ${heard.slice(-200)}`,
  )
  assert.equal(left.lines, left.read, 'progress and rows are one transaction')
  assert.deepEqual([left.booked, left.finished_at], [0n, null])
  await world.verify()

  const next = run('--chunk', '100')
  let said = ''
  next.stdout.on('data', (part) => {
    said += part
  })
  const code = await new Promise((done) => next.once('close', done))
  assert.equal(code, 0)
  const told = JSON.parse(said.trim().split('\n').at(-1) as string)
  assert.deepEqual([told.orders, told.lines, told.journals, told.fees_5], [160, 160, 160, '81.60'])
  assert.ok(told.changed < 160 * 5 + 5 - Number(left.lines), 'what stood was not written again')
  const again = await take({ folder: past, name: 'killed' })
  assert.deepEqual([again.changed, again.standing.hash], [0, told.hash])
  await world.verify()
})

test('stopped while it books, it books the rest, each order once', async () => {
  const past = writePast(plainOrders(8))
  const stop = new Error('stopped')
  await assert.rejects(
    take({
      folder: past,
      name: 'stopped',
      onProgress: (stage, done) => {
        if (stage === 'booking' && done >= 3) throw stop
      },
    }),
    stop,
  )
  await world.verify()
  const rest = await take({ folder: past, name: 'stopped' })
  assert.equal(rest.changed, 5)
  assert.equal(rest.standing.journals, 8n)
  assert.equal((await booksOf(world.db, rest.import)).fees, 8n * 51n)
})

test('every seller has a statement; their sums are the totals of the books', async () => {
  const out = join(folder, 'out')
  const written = await writeStatements(world.db, first.import, out)
  const books = await booksOf(world.db, first.import)
  assert.deepEqual(
    [written.sellers, written.statements, written.lines, written.fees, written.net],
    [3, 2, 10, books.fees, books.sellers],
  )
  assert.deepEqual(readdirSync(join(out, 'statements')).sort(), ['ana.csv', 'bia.csv'])
  const ana = readFileSync(join(out, 'statements/ana.csv'), 'utf8').trim().split('\r\n')
  assert.equal(ana.length, 1 + 6)
  assert.ok(
    ana.some((line) => line.includes(',10.10,1.00,0.51,10.59,')),
    ana.join('\n'),
  )
  const list = JSON.parse(readFileSync(join(out, 'sellers.json'), 'utf8'))
  assert.equal(list.length, 3)
  assert.equal(readFileSync(join(out, 'incomplete.csv'), 'utf8').trim().split('\r\n').length, 1 + 2)
  assert.equal(readFileSync(join(out, 'exceptions.csv'), 'utf8').trim().split('\r\n').length, 1 + 4)
  assert.match(
    readFileSync(join(out, 'exceptions.csv'), 'utf8'),
    /underpaid,delivered,.*,6\.00,4\.00,-2\.00,/,
  )
})

test('finance reads pasts, exceptions, sellers and statements page by page; others do not', async () => {
  const list = (await finance.get('/v1/pasts')).body.data
  const past = list.find(({ name }: { name: string }) => name === 'small')
  assert.deepEqual([past.orders, past.booked_orders, past.sellers, past.fees], [10, 10, 3, 1_179])
  assert.equal(past.paid, past.fees + past.sellers_net + past.difference)
  assert.ok(past.finished_at && past.progress.every(({ is_over }: { is_over: boolean }) => is_over))
  const odd: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const page: { data: { order: string }[]; next: string | null } = (
      await finance.get(`/v1/pasts/${past.id}/exceptions?limit=4${next && `&after=${next}`}`)
    ).body
    odd.push(...page.data.map(({ order }) => order))
    next = page.next
  }
  assert.deepEqual(odd.toSorted(), [
    'interest',
    'overpaid',
    'rounding',
    'sold_out',
    'underpaid',
    'unpaid',
  ])
  const sellers = (await finance.get(`/v1/pasts/${past.id}/sellers`)).body.data
  const bia = sellers.find(({ name }: { name: string }) => name === 'bia')
  assert.equal(bia.net, bia.booked)
  const statement = (await finance.get(`/v1/pasts/${past.id}/sellers/${bia.id}/statement`)).body
    .data
  assert.equal(statement.at(-1).balance, bia.net)
  const other = list.find(({ name }: { name: string }) => name === 'killed')
  if (other)
    assert.equal(
      (await finance.get(`/v1/pasts/${other.id}/sellers/${bia.id}/statement`)).status,
      404,
    )
  assert.equal((await (await world.person()).get('/v1/pasts')).status, 403)
})

test('files that are not what they should be are refused with their line, and leave nothing half-way', async () => {
  const cases: [string, string, RegExp][] = [
    [
      'order_payments',
      'order_id,payment_sequential,payment_type,payment_installments,payment_value\no1,1,boleto,1,1.005\n',
      /order_payments\.csv, line 2, payment_value: "1\.005" is not an amount in BRL/,
    ],
    ['orders', 'order_id,customer_id\n', /orders\.csv has no column order_status/],
    ['sellers', 'seller_id,seller_city,seller_state\nana,"x\n', /sellers\.csv\.gz: /],
    [
      'customers',
      'customer_id,customer_unique_id,customer_city,customer_state\n',
      /orders: a line from 1 to 10 names/,
    ],
    [
      'products',
      'product_id,product_category_name,product_weight_g\ncup,a,1\nmat,b,2\nmat,b,2\n',
      /products has 3 lines, but 2 rows/,
    ],
  ]
  for (const [index, [file, text, why]] of cases.entries())
    await assert.rejects(
      take({ folder: writePast(SMALL_PAST, { [file]: text }), name: `bad${index}`, chunk: 50 }),
      why,
      file,
    )
  await assert.rejects(take({ folder: join(folder, 'nowhere') }), /neither sellers\.csv\.gz nor/)
  await assert.rejects(take({ folder: writePast(plainOrders(1)) }), /from other files/)
  await assert.rejects(take({ fee_ppm: 20_000n }), /another rate needs another --name/)
  await world.verify()
})

test('a history that somebody changed is told, by the next run and by verify', async () => {
  const change = (price: bigint) =>
    sql`update past_lines set price = ${price} where id = (
      select l.id from past_lines as l join past_orders as o on o.id = l.order_id join pasts as p on p.id = o.past_id
      where p.name = 'small' and o.source_id = 'o2')`.execute(world.db)
  await change(9_998n)
  await assert.rejects(take(), /1 rows of "small" stand with other content than order_items has/)
  await assert.rejects(world.verify(), /I-11 what is booked of an imported order/)
  await change(9_999n)
  await world.verify()
})

test('money of today that was booked on the past is told by verify', async () => {
  const wrong = [
    {
      event: 'wrong:1',
      kind: 'allocate',
      at: world.now(),
      entries: [
        { account: outside('BRL'), amount: -100n },
        { account: platformAccount('past_fee', 'BRL'), amount: 100n },
      ],
    },
  ]
  await inTransaction(world.db, (tx) => post(tx, wrong))
  await assert.rejects(world.verify(), /I-10 money of a past and money of today/)
})
