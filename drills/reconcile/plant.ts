import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Dice } from '../callbacks/dice.ts'

/** What is wrong with one number: the kind by which the platform has to name it. */
export type Planted = { kind: string; number: string }

type About = 'payment' | 'refund' | 'payout' | 'payout_return'
type Ours = {
  id: string
  about: About
  number: string
  trade: string | null
  amount: number
  currency: string
  state: string
  at: Date | null
  /** Of a refund: the payment that it is of. */
  of?: string
}
type Line = {
  about: About
  number: string
  trade: string
  amount: number
  fee: number
  currency: string
  at: Date
}
export type Planting = {
  planted: Planted[]
  /** Two days' files as the provider writes them, by day. */
  files: [day: string, text: string][]
}

export const DAY_BEFORE = '2026-02-28'
export const THE_DAY = '2026-03-01'
/** Midnight in the mainland at which the second day begins. */
const MIDNIGHT = Date.parse('2026-02-28T16:00:00Z')
const DAY_MS = 86_400_000

/** What a provider keeps: 0.6 %, half up to a whole fen. */
const feeOf = (amount: number): number => Math.floor((amount * 6_000 * 2 + 1_000_000) / 2_000_000)

type Pair = { ours: Ours; line: Line }
type Garden = {
  dice: Dice
  take: (about?: About) => Pair
  /** More of ours, and more lines of theirs, than there are pairs. */
  ours: Ours[]
  lines: Line[]
  lines_before: Line[]
  gone: Set<Line>
}

/** How each kind is planted; gives the number by which it is to be found. */
const KINDS: Record<string, (garden: Garden) => string> = {
  missing_there: ({ take, gone, dice }) => {
    const { ours, line } = take(dice.chance(0.8) ? 'payment' : 'payout')
    gone.add(line)
    return ours.number
  },
  missing_here: ({ take, dice }) => {
    const { ours } = take(dice.pick(['payment', 'refund', 'payout', 'payout_return']))
    ours.state = { payment: 'pending', refund: 'sent', payout: 'sent', payout_return: 'succeeded' }[
      ours.about
    ]
    ours.at = null
    ours.trade = null
    return ours.number
  },
  amount: ({ take, dice }) => {
    const { line } = take('payment')
    line.amount += dice.chance(0.5) ? 1 : -1
    line.fee = feeOf(line.amount)
    return line.number
  },
  currency: ({ take }) => {
    const { line } = take('payment')
    line.currency = 'USD'
    return line.number
  },
  state_differs: ({ take }) => {
    const { ours } = take('payment')
    ours.state = 'closed'
    ours.at = null
    ours.trade = null
    return ours.number
  },
  duplicate_there: ({ take, lines, dice }) => {
    const { line } = take(dice.pick(['payment', 'refund', 'payout', 'payout_return']))
    lines.push({ ...line })
    return line.number
  },
  double_booked_here: ({ take, ours, dice }) => {
    const pair = take(dice.pick(['refund', 'payout']))
    const twin = { ...pair.ours, ...named(pair.ours.about) }
    ours.push(twin)
    return twin.number
  },
  fee_differs: ({ take, dice }) => {
    const { line } = take('payment')
    line.fee += dice.chance(0.5) ? 1 : -1
    return line.number
  },
  refund_exceeds: ({ take }) => {
    const { line } = take('refund')
    line.amount += 1
    return line.number
  },
  refund_missing: ({ take, gone }) => {
    const { line } = take('refund')
    gone.add(line)
    return line.number
  },
  wrong_day: ({ take, gone, lines_before, dice }) => {
    const { ours, line } = take('payment')
    if (dice.chance(0.5)) ours.at = new Date(MIDNIGHT - 1 - dice.below(1_000))
    else {
      gone.add(line)
      lines_before.push({ ...line, at: new Date(MIDNIGHT - 1 - dice.below(1_000)) })
    }
    return line.number
  },
  unknown_number: ({ lines, dice }) => {
    const { number } = named('payment')
    const amount = 100 + dice.below(50_000)
    lines.push({
      about: 'payment',
      number,
      trade: tradeNumber(),
      amount,
      fee: feeOf(amount),
      currency: 'CNY',
      at: someTime(dice),
    })
    return number
  },
  payout_differs: ({ take, dice }) => {
    const { line } = take('payout')
    line.amount += dice.chance(0.5) ? 1 : -1
    return line.number
  },
  payout_unknown: ({ take }) => {
    const { ours } = take('payout')
    ours.state = 'failed'
    ours.at = null
    ours.trade = null
    return ours.number
  },
  return_missing: ({ take, gone }) => {
    const { ours, line } = take('payout_return')
    gone.add(line)
    return ours.number
  },
  return_unknown: ({ take }) => {
    const { ours } = take('payout_return')
    ours.state = 'failed'
    ours.at = null
    return ours.number
  },
  second_payment: ({ take, lines }) => {
    const { line } = take('payment')
    lines.push({ ...line, trade: tradeNumber() })
    return line.number
  },
}
export const KIND_NAMES = Object.keys(KINDS)

/** Of each twenty lines. */
const ABOUT_OF: readonly About[] = [
  ...Array.from({ length: 13 }, () => 'payment' as const),
  ...Array.from({ length: 3 }, () => 'refund' as const),
  ...Array.from({ length: 2 }, () => 'payout' as const),
  ...Array.from({ length: 2 }, () => 'payout_return' as const),
]

const tradeNumber = (): string => `T${randomUUID().replaceAll('-', '')}`
const named = (about: About) => {
  const id = randomUUID()
  const prefix = { payment: 'pay', refund: 'rfd', payout: 'pot', payout_return: 'pot' }[about]
  return { id, number: `${prefix}_${id.replaceAll('-', '').slice(0, 26)}` }
}
const someTime = (dice: Dice): Date => new Date(MIDNIGHT + 1_000 + dice.below(DAY_MS - 2_000))

/**
 * Grows a day of so many lines that agree, in a database and in two files, and plants so many differences, every kind about
 * equally often. Nothing of the platform's code takes part: what was planted is known here only.
 */
export async function plant(
  client: pg.Client,
  dice: Dice,
  { lines: count, planted: wanted }: { lines: number; planted: number },
): Promise<Planting> {
  const pairs: Pair[] = []
  for (let place = 0; place < count; place++) {
    const about = ABOUT_OF[place % ABOUT_OF.length] as About
    const amount = 100 + dice.below(about.startsWith('payout') ? 500_000 : 50_000)
    const at = someTime(dice)
    const [trade, { id, number }] = [tradeNumber(), named(about)]
    pairs.push({
      ours: {
        ...{ id, about, number, trade, amount, currency: 'CNY', at },
        state: about === 'payout_return' ? 'bounced' : 'succeeded',
      },
      line: {
        about,
        number,
        trade,
        amount,
        fee: about === 'payment' ? feeOf(amount) : 0,
        currency: 'CNY',
        at,
      },
    })
  }
  const left = Map.groupBy(dice.shuffled(pairs), ({ ours }) => ours.about)
  const garden: Garden = {
    dice,
    take: (about = 'payment') => {
      const pair = left.get(about)?.pop()
      if (!pair) throw new Error(`there are not enough of ${about} to plant in`)
      return pair
    },
    ours: [],
    lines: [],
    lines_before: [],
    gone: new Set(),
  }
  const planted: Planted[] = []
  for (let place = 0; place < wanted; place++) {
    const kind = KIND_NAMES[place % KIND_NAMES.length] as string
    planted.push({ kind, number: KINDS[kind]?.(garden) ?? '' })
  }
  await write(client, [...pairs.map(({ ours }) => ours), ...garden.ours])
  const shown = pairs.map(({ line }) => line).filter((line) => !garden.gone.has(line))
  return {
    planted,
    files: [
      [DAY_BEFORE, textOf(garden.lines_before)],
      [THE_DAY, textOf(dice.shuffled([...shown, ...garden.lines]))],
    ],
  }
}

const textOf = (lines: readonly Line[]): string =>
  [
    'kind,number,merchant_number,payment_number,amount,fee,currency,finished_at',
    ...lines.map(({ about, number, trade, amount, fee, currency, at }) =>
      [about, trade, number, '', amount, fee, currency, at.toISOString()].join(','),
    ),
  ].join('\n')

async function write(client: pg.Client, all: readonly Ours[]): Promise<void> {
  const payer = randomUUID()
  await client.query(
    `insert into accounts (id, nickname, password_hash, created_at) values ($1, 'Buyer', 'x', now())`,
    [payer],
  )
  const of = (about: About) => all.filter((one) => one.about === about)
  const columns = (some: readonly Ours[]) => [
    some.map(({ id }) => id),
    some.map(({ number }) => number),
    some.map(({ trade }) => trade),
    some.map(({ amount }) => amount),
    some.map(({ currency }) => currency),
    some.map(({ state }) => state),
    some.map(({ at }) => at),
  ]
  const FRESH = `unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[]) as o (id, number, trade, amount, currency, state, at)`
  await client.query(
    `insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, provider_number, state, state_at, deadline_at, paid_at, created_at)
     select id, 'deposit', id, $8, 'sandbox', number, amount, currency, trade, state, '2026-03-01', '2026-03-03', at, '2026-02-28' from ${FRESH}`,
    [...columns(of('payment')), payer],
  )
  // Each refund is of a payment of its own that is older than the day.
  const refunds = of('refund')
  const paid = refunds.map(() => named('payment'))
  await client.query(
    `insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, provider_number, refunded, refunds_count, state, state_at, paid_at, created_at)
     select id, 'deposit', id, $4, 'sandbox', number, 1000000, 'CNY', 'T' || number, amount, 1, 'succeeded', '2026-02-01', '2026-02-01', '2026-02-01'
     from unnest($1::uuid[], $2::text[], $3::bigint[]) as p (id, number, amount)`,
    [
      paid.map(({ id }) => id),
      paid.map(({ number }) => number),
      refunds.map((one) => one.amount),
      payer,
    ],
  )
  await client.query(
    `insert into refunds (id, payment_id, reason_kind, reason_id, number, amount, currency, trade_number, provider_number, state, state_at, deadline_at, next_attempt_at, finished_at, created_at)
     select o.id, p.id, 'aftersale', o.id, o.number, o.amount, o.currency, 'T', o.trade, o.state, '2026-03-01', '2026-03-02', '2026-03-02', o.at, '2026-02-28'
     from rows from (unnest($1::uuid[]), unnest($2::text[]), unnest($3::text[]), unnest($4::bigint[]), unnest($5::text[]), unnest($6::text[]), unnest($7::timestamptz[]), unnest($8::uuid[]))
       as o (id, number, trade, amount, currency, state, at, payment_id) join payments as p on p.id = o.payment_id`,
    [...columns(refunds), paid.map(({ id }) => id)],
  )
  await client.query(
    `insert into payouts (id, owner_kind, owner_id, number, amount, currency, provider, provider_number, bank_account, state, state_at, deadline_at, next_attempt_at, finished_at, requested_by, created_at)
     select id, 'shop', id, number, amount, currency, 'sandbox', trade, 'A', state, '2026-03-01', '2026-03-02', '2026-03-02', at, $8, '2026-02-28' from ${FRESH}`,
    [...columns(of('payout')), payer],
  )
  // What came back had gone out long before the day.
  await client.query(
    `insert into payouts (id, owner_kind, owner_id, number, amount, currency, provider, provider_number, bank_account, state, state_at, finished_at, bounced_at, requested_by, created_at)
     select id, 'shop', id, number, amount, currency, 'sandbox', 'S' || number, 'A', state, '2026-03-01', case when state <> 'failed' then '2026-02-01'::timestamptz end, at, $8, '2026-02-01'
     from ${FRESH}`,
    [...columns(of('payout_return')), payer],
  )
}
