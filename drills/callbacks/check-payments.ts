import pg from 'pg'
import type { Noted } from './book.ts'

export type Verdict = {
  /** Trades that brought money. */
  taken: number
  /** Callbacks answered 2xx. */
  heard: number
  forged: number
  /** Applied to their orders, sent back in full, or a difference with a name: each trade is one of them. */
  applied: number
  returned: number
  unmatched_named: number
  /** Forgeries that were answered 2xx, or stand in a row, or paid for something. */
  forged_accepted: number
  /** Money that is none of the three, and callbacks that were answered 2xx and are not there byte for byte. */
  lost: number
  /** Money that is several of the three, or one of them several times. */
  doubled: number
  /** Paid by money that is not what was asked. */
  misapplied: number
  /** Genuine ones that the merchant would not have. */
  turned_away: number
  /** Minor units between the provider's book and the ledger, over all currencies. */
  apart: number
  /** The first few offenders, for people. */
  offenders: string[]
}

type Payment = {
  id: string
  number: string
  state: string
  provider_number: string | null
  amount: number
  currency: string
  successes: number
}
type Order = { payment_id: string; state: string; paid: boolean; moves: number }
type Refund = { payment_id: string; number: string; amount: number; state: string }
type Posted = { event: string; kind: string; currency: string; amount: number }
type Difference = { provider_number: string; kind: string; found: number; currency: string }
type Rows = {
  payments: Payment[]
  orders: Order[]
  refunds: Refund[]
  posted: Posted[]
  differences: Difference[]
  stored: { event_id: string; digest: string }[]
  outside: number
}

/** What was in the ledger before the drill began: shops' deposits. */
export const outsideOf = async (database_url: string): Promise<number> =>
  (await readRows(database_url)).outside

/** Holds the provider's book against the rows, with SQL of its own: no code of the platform takes part. */
export async function checkPayments(
  database_url: string,
  noted: readonly Noted[],
  outside_before: number,
): Promise<Verdict> {
  const rows = await readRows(database_url)
  const took = noted.filter((one) => one.saw === 'took')
  const gave = noted.filter((one) => one.saw === 'gave_back')
  const heard = noted.filter((one) => one.saw === 'heard')
  const forged = noted.filter((one) => one.saw === 'forged')
  const offenders: string[] = []
  const offend = (words: string): 1 => {
    if (offenders.length < 12) offenders.push(words)
    return 1
  }
  const figures = {
    applied: 0,
    returned: 0,
    unmatched_named: 0,
    lost: 0,
    doubled: 0,
    misapplied: 0,
  }

  const payments_of = Map.groupBy(
    rows.payments.filter((one) => one.provider_number),
    (one) => one.provider_number as string,
  )
  const orders_of = Map.groupBy(rows.orders, (one) => one.payment_id)
  const refunds_of = Map.groupBy(rows.refunds, (one) => one.payment_id)
  const posted_for = Map.groupBy(
    rows.posted.filter((one) => one.kind === 'payment'),
    (one) => one.event.split(':')[1] as string,
  )
  const aside_for = Map.groupBy(
    rows.posted.filter((one) => one.kind === 'unmatched'),
    (one) => one.event.split(':')[3] as string,
  )
  const differences_of = Map.groupBy(rows.differences, (one) => one.provider_number)
  const back_of = Map.groupBy(gave, (one) => one.trade)

  for (const { trade, number, amount, currency } of took) {
    const by_it = payments_of.get(trade) ?? []
    const aside = aside_for.get(trade) ?? []
    const differences = differences_of.get(trade) ?? []
    let ways = 0
    for (const payment of by_it) {
      const orders = orders_of.get(payment.id) ?? []
      const refunds = refunds_of.get(payment.id) ?? []
      const posted = posted_for.get(payment.id) ?? []
      if (payment.number !== number || payment.amount !== amount || payment.currency !== currency)
        figures.misapplied += offend(`${trade} for ${number} paid ${payment.number}`)
      if (posted.length !== 1 || posted[0]?.amount !== amount)
        figures.doubled += offend(`${number} was booked ${posted.length} times`)
      if (payment.state === 'succeeded') {
        if (
          orders.length > 0 &&
          orders.every((one) => one.state === 'to_ship' && one.paid && one.moves === 1) &&
          refunds.length === 0 &&
          payment.successes === 1
        ) {
          ways += 1
          figures.applied += 1
        } else if (
          orders.some((one) => one.moves > 1) ||
          refunds.length > 0 ||
          payment.successes > 1
        )
          figures.doubled += offend(`${number} was applied and something else: ${say(orders)}`)
        else offend(`${number} is paid and its orders are ${say(orders)}`)
      } else {
        const back = back_of.get(trade) ?? []
        const out = back.reduce((sum, one) => sum + one.amount, 0)
        if (
          refunds.length === 1 &&
          refunds[0]?.state === 'succeeded' &&
          refunds[0].amount === amount &&
          out === amount &&
          orders.every((one) => one.state === 'cancelled')
        ) {
          ways += 1
          figures.returned += 1
        } else if (refunds.length > 1 || out > amount)
          figures.doubled += offend(`${number} went back ${refunds.length} times, ${out} in all`)
        else offend(`${number} is ${payment.state} and its refunds are ${say(refunds)}`)
      }
    }
    if (aside.length > 0) {
      const fits = aside.filter((one) => one.amount === amount && one.currency === currency)
      if (
        fits.length === 1 &&
        aside.length === 1 &&
        differences.some((one) => one.found === amount && one.currency === currency)
      ) {
        ways += 1
        figures.unmatched_named += 1
      } else
        figures.doubled += offend(`${trade} was set aside ${aside.length} times: ${say(aside)}`)
    }
    if (ways === 0)
      figures.lost += offend(`${trade} of ${amount} ${currency} for ${number} is nowhere`)
    if (ways > 1) figures.doubled += offend(`${trade} for ${number} counts ${ways} times`)
  }

  const stored = Map.groupBy(rows.stored, (one) => one.event_id)
  for (const { id, digest } of heard) {
    const there = stored.get(id) ?? []
    if (there.length === 0) figures.lost += offend(`${id} was answered 2xx and is not stored`)
    else if (there.length > 1) figures.doubled += offend(`${id} is stored ${there.length} times`)
    else if (there[0]?.digest !== digest)
      figures.lost += offend(`${id} is stored with other bytes than were sent`)
  }

  const known = new Set(took.map(({ trade }) => trade))
  const named = new Set(took.map(({ number }) => number))
  const forged_accepted =
    forged
      .filter(({ status }) => status >= 200 && status < 300)
      .map(({ how }) => offend(`forged (${how}) and answered 2xx`)).length +
    forged.filter(({ id }) => stored.has(id)).map(({ id }) => offend(`${id} is stored`)).length +
    rows.payments
      .filter(
        (one) =>
          one.provider_number?.startsWith('drl_') &&
          !(known.has(one.provider_number) && named.has(one.number)),
      )
      .map((one) => offend(`${one.number} is paid by nobody’s money`)).length
  const minor = (all: readonly { amount: number }[]) =>
    all.reduce((sum, one) => sum + one.amount, 0)
  return {
    taken: took.length,
    heard: heard.length,
    forged: forged.length,
    ...figures,
    forged_accepted,
    turned_away: noted.filter((one) => one.saw === 'refused').length,
    apart: Math.abs(minor(took) - minor(gave) - (outside_before - rows.outside)),
    offenders,
  }
}

const say = (all: readonly object[]): string => JSON.stringify(all).slice(0, 200)

async function readRows(database_url: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  const all = async <Row>(text: string): Promise<Row[]> => (await client.query(text)).rows as Row[]
  try {
    return {
      payments: await all(`
        select p.id, p.number, p.state, p.provider_number, p.amount::float8 as amount, p.currency,
          (select count(*)::int from state_changes as s where s.noun = 'payments' and s.noun_id = p.id and s.to_state = 'succeeded') as successes
        from payments as p where p.subject_kind = 'checkout'`),
      orders: await all(`
        select o.payment_id, o.state, o.paid_at is not null as paid,
          (select count(*)::int from state_changes as s where s.noun = 'orders' and s.noun_id = o.id and s.to_state = 'to_ship') as moves
        from orders as o where o.payment_id is not null`),
      refunds: await all('select payment_id, number, amount::float8 as amount, state from refunds'),
      posted: await all(`
        select j.event, j.kind, e.currency, sum(e.amount)::float8 as amount
        from journals as j join ledger_entries as e on e.journal_id = j.id and e.amount > 0
        where j.kind in ('payment', 'unmatched') group by j.id, j.event, j.kind, e.currency`),
      differences: await all(`
        select provider_number, kind, found::float8 as found, currency from payment_differences where provider_number is not null`),
      stored: await all(
        `select event_id, encode(sha256(raw), 'hex') as digest from provider_callbacks`,
      ),
      outside:
        (
          await all<{ sum: number }>(
            `select coalesce(sum(balance), 0)::float8 as sum from ledger_accounts where kind = 'outside'`,
          )
        )[0]?.sum ?? 0,
    }
  } finally {
    await client.end()
  }
}
