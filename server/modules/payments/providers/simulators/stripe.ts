import { createHmac, randomBytes } from 'node:crypto'
import { DAY, HOUR, MINUTE } from '../../../../kernel/time.ts'
import type { StripeSettings } from '../../../../platform/provider-settings.ts'
import type { Faults } from './faults.ts'
import { makePost } from './post.ts'
import { type Asked, type Said, serve } from './serve.ts'

/** In live mode Stripe tries for up to three days, further and further apart. */
const SCHEDULE = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR, 12 * HOUR, DAY]
/** Results are kept this long for their idempotency keys. */
const KEPT_MS = DAY
const THREE_DECIMALS = ['bhd', 'iqd', 'jod', 'kwd', 'lyd', 'omr', 'tnd']

class No extends Error {
  readonly status: number
  readonly type: string
  readonly code: string
  constructor(status: number, code: string, type = 'invalid_request_error') {
    super(code)
    this.status = status
    this.code = code
    this.type = type
  }
}

type Row = Record<string, any>

/**
 * Stripe's API as published, as far as a marketplace with Checkout, refunds and separate transfers uses it: checks keys, replays
 * the result of an idempotency key and refuses the key with other words, keeps its own book, and signs its events. Refuses
 * what Stripe refuses.
 */
export async function simulateStripe({ faults, now }: { faults: Faults; now: () => Date }) {
  const sessions = new Map<string, Row>()
  const intents = new Map<string, Row>()
  const charges = new Map<string, Row>()
  const refunds = new Map<string, Row>()
  const transfers = new Map<string, Row>()
  const reversals: Row[] = []
  /** What connected accounts have, by account and currency. */
  const connected = new Map<string, number>()
  const balance: Row[] = []
  const kept = new Map<string, { words: string; said: Said; at: Date }>()

  const seconds = (at = now()) => Math.floor(at.getTime() / 1_000)
  const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`

  const post = makePost({
    schedule: SCHEDULE,
    isHeard: ({ status }) => status >= 200 && status < 300,
    faults,
    now,
  })
  const sign = (body: string, secret = settings.webhook_secrets[0] as string, at = now()) =>
    `t=${seconds(at)},v1=${createHmac('sha256', secret)
      .update(`${seconds(at)}.${body}`)
      .digest('hex')}`

  /** An event as it would be written now. */
  const letterOf = (url: string, type: string, object: Row, more: Row = {}) => {
    const body = JSON.stringify({
      id: more.id ?? newId('evt'),
      object: 'event',
      api_version: '2026-10-28',
      created: seconds(),
      livemode: false,
      type,
      data: { object },
      ...more,
    })
    return {
      url,
      headers: { 'content-type': 'application/json', 'stripe-signature': sign(body) },
      body,
    }
  }
  let endpoint: string | undefined
  const tell = (type: string, object: Row): void => {
    const told = structuredClone(object)
    const id = newId('evt')
    const created = seconds()
    post.put(() => letterOf(endpoint ?? '', type, told, { id, created }))
  }

  const missing = (param: string) => new No(404, `resource_missing_${param}`.replace(/_\w+$/, ''))
  const find = (rows: Map<string, Row>, id: string): Row => {
    const found = rows.get(id)
    if (!found) throw new No(404, 'resource_missing')
    return found
  }
  const amountOf = (text: unknown, currency: string): number => {
    const amount = Number(text)
    if (!Number.isInteger(amount) || amount < 1) throw new No(400, 'parameter_invalid_integer')
    if (amount > 99_999_999) throw new No(400, 'amount_too_large')
    if (THREE_DECIMALS.includes(currency) && amount % 10 !== 0)
      throw new No(400, 'invalid_charge_amount')
    if (['isk', 'ugx'].includes(currency) && amount % 100 !== 0)
      throw new No(400, 'invalid_charge_amount_no_decimal_compatible')
    return amount
  }
  const enter = (type: string, source: Row, amount: number, fee: number): string => {
    const id = newId('txn')
    balance.push({
      ...{ id, object: 'balance_transaction', type, source, amount, fee, net: amount - fee },
      ...{ currency: source.currency, created: seconds(), status: 'available' },
    })
    return id
  }
  const available = (currency: string) =>
    balance.reduce((sum, one) => sum + (one.currency === currency ? one.net : 0), 0)

  function createSession(call: any): Row {
    const item = call.line_items?.[0]?.price_data
    const currency = String(item?.currency ?? '')
    if (call.mode !== 'payment' || !/^[a-z]{3}$/.test(currency) || !item.product_data?.name)
      throw new No(400, 'parameter_missing')
    const amount = amountOf(item.unit_amount, currency)
    const until = Number(call.expires_at) - seconds()
    if (!(until >= 30 * 60 && until <= 24 * 3_600)) throw new No(400, 'parameter_invalid_integer')
    const id = newId('cs_test')
    const session = {
      ...{ id, object: 'checkout.session', mode: 'payment', status: 'open' },
      ...{ payment_status: 'unpaid', payment_intent: null, amount_total: amount, currency },
      ...{ client_reference_id: call.client_reference_id, metadata: call.metadata ?? {} },
      ...{ created: seconds(), expires_at: Number(call.expires_at), livemode: false },
      url: `https://checkout.stripe.com/c/pay/${id}#fidkdWxOYHwnPyd1`,
    }
    sessions.set(id, session)
    inner.set(id, call.payment_intent_data ?? {})
    return session
  }
  /** What was said of the payment that a session will make. */
  const inner = new Map<string, Row>()

  function expire(id: string): Row {
    const session = find(sessions, id)
    if (session.status !== 'open') throw new No(400, 'checkout_session_not_open')
    Object.assign(session, { status: 'expired', url: null })
    tell('checkout.session.expired', session)
    return session
  }

  function createRefund(call: any): Row {
    const intent = find(intents, call.payment_intent)
    const amount = amountOf(call.amount, intent.currency)
    const before = [...refunds.values()]
      .filter(({ payment_intent }) => payment_intent === intent.id)
      .reduce((sum, one) => sum + one.amount, 0)
    if (before >= intent.amount) throw new No(400, 'charge_already_refunded')
    if (before + amount > intent.amount) throw new No(400, 'amount_too_large')
    if (amount > available(intent.currency)) throw new No(400, 'balance_insufficient')
    const refund = {
      ...{ id: newId('re'), object: 'refund', amount, currency: intent.currency },
      ...{ payment_intent: intent.id, charge: intent.latest_charge, status: 'pending' },
      ...{ metadata: call.metadata ?? {}, created: seconds() },
    }
    refunds.set(refund.id, refund)
    enter('refund', refund, -amount, 0)
    tell('refund.created', refund)
    return refund
  }

  function createTransfer(call: any): Row {
    const currency = String(call.currency ?? '')
    const amount = amountOf(call.amount, currency)
    if (!/^acct_\w+$/.test(call.destination ?? '')) throw new No(400, 'account_invalid')
    if (call.source_transaction) {
      const charge = find(charges, call.source_transaction)
      const before = [...transfers.values()]
        .filter((one) => one.source_transaction === charge.id)
        .reduce((sum, one) => sum + one.amount, 0)
      if (charge.currency !== currency || before + amount > charge.amount)
        throw new No(400, 'transfer_source_balance_insufficient')
    } else if (amount > available(currency)) throw new No(400, 'balance_insufficient')
    const transfer = {
      ...{ id: newId('tr'), object: 'transfer', amount, currency, reversed: false },
      ...{ amount_reversed: 0, destination: call.destination, created: seconds() },
      ...{ source_transaction: call.source_transaction ?? null },
      ...{ transfer_group: call.transfer_group ?? null, metadata: call.metadata ?? {} },
      reversals: { object: 'list', data: [] as Row[], has_more: false },
    }
    transfers.set(transfer.id, transfer)
    enter('transfer', transfer, -amount, 0)
    const held = `${transfer.destination} ${currency}`
    connected.set(held, (connected.get(held) ?? 0) + amount)
    return transfer
  }

  function reverse(id: string, call: any): Row {
    const transfer = find(transfers, id)
    const amount = amountOf(call.amount, transfer.currency)
    if (transfer.amount_reversed + amount > transfer.amount) throw new No(400, 'amount_too_large')
    // Only as far as the connected account still has it.
    const held = `${transfer.destination} ${transfer.currency}`
    if ((connected.get(held) ?? 0) < amount) throw new No(400, 'balance_insufficient')
    connected.set(held, (connected.get(held) ?? 0) - amount)
    transfer.amount_reversed += amount
    transfer.reversed = transfer.amount_reversed === transfer.amount
    const { currency } = transfer
    const reversal = {
      ...{ id: newId('trr'), object: 'transfer_reversal', amount, currency, transfer: id },
      ...{ metadata: call.metadata ?? {}, created: seconds() },
    }
    reversals.push(reversal)
    transfer.reversals.data.unshift(reversal)
    enter('transfer_refund', reversal, amount, 0)
    tell('transfer.reversed', transfer)
    return reversal
  }

  /** Newest first, a page after the one that is named. */
  const page = (rows: Row[], url: URL): Row => {
    const limit = Number(url.searchParams.get('limit') ?? 10)
    const all = rows.toReversed()
    const after = url.searchParams.get('starting_after')
    const from = after ? all.findIndex(({ id }) => id === after) + 1 : 0
    return {
      object: 'list',
      url: url.pathname,
      data: all.slice(from, from + limit),
      has_more: all.length > from + limit,
    }
  }

  function answer({ method, url, body }: Asked): Row {
    const call = formOf(body.toString('utf8')) as any
    const route = `${method} ${url.pathname}`
    const of = (pattern: RegExp) => pattern.exec(route)?.[1]
    if (route === 'POST /v1/checkout/sessions') return createSession(call)
    const expired = of(/^POST \/v1\/checkout\/sessions\/(\w+)\/expire$/)
    if (expired) return expire(expired)
    const session_id = of(/^GET \/v1\/checkout\/sessions\/(\w+)$/)
    if (session_id) {
      const session = find(sessions, session_id)
      const intent = intents.get(session.payment_intent)
      const charge = intent && charges.get(intent.latest_charge)
      return { ...session, payment_intent: intent ? { ...intent, latest_charge: charge } : null }
    }
    if (route === 'GET /v1/payment_intents/search') {
      const number = /^metadata\["number"\]:"(\w+)"$/.exec(url.searchParams.get('query') ?? '')?.[1]
      const data = [...intents.values()].filter(({ metadata }) => metadata.number === number)
      return { object: 'search_result', url: url.pathname, data, has_more: false }
    }
    const intent_id = of(/^GET \/v1\/payment_intents\/(\w+)$/)
    if (intent_id) return find(intents, intent_id)
    if (route === 'POST /v1/refunds') return createRefund(call)
    if (route === 'GET /v1/refunds') {
      const intent = find(intents, url.searchParams.get('payment_intent') ?? '')
      return page(
        [...refunds.values()].filter((one) => one.payment_intent === intent.id),
        url,
      )
    }
    if (route === 'POST /v1/transfers') return createTransfer(call)
    if (route === 'GET /v1/transfers') {
      const group = url.searchParams.get('transfer_group')
      return page(
        [...transfers.values()].filter((one) => one.transfer_group === group),
        url,
      )
    }
    const transfer_id = of(/^GET \/v1\/transfers\/(\w+)$/)
    if (transfer_id) return find(transfers, transfer_id)
    const reversals_of = of(/^GET \/v1\/transfers\/(\w+)\/reversals$/)
    if (reversals_of) {
      find(transfers, reversals_of)
      return page(
        reversals.filter((one) => one.transfer === reversals_of),
        url,
      )
    }
    const reversed = of(/^POST \/v1\/transfers\/(\w+)\/reversals$/)
    if (reversed) return reverse(reversed, call)
    if (route === 'GET /v1/balance_transactions') {
      const from = Number(url.searchParams.get('created[gte]'))
      const until = Number(url.searchParams.get('created[lt]'))
      return page(
        balance.filter(({ created }) => created >= from && created < until),
        url,
      )
    }
    throw missing('url')
  }

  const server = await serve(faults, (asked): Said => {
    const { method, headers, body, path } = asked
    const fail = ({ status, type, code }: No): Said => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: { type, code, message: code } }),
    })
    if (headers.authorization !== `Bearer ${settings.secret_key}`)
      return fail(new No(401, 'api_key_invalid'))
    const key = method === 'POST' ? headers['idempotency-key'] : undefined
    const words = `${path} ${body.toString('utf8')}`
    const before = typeof key === 'string' ? kept.get(key) : undefined
    if (before && now().getTime() - before.at.getTime() < KEPT_MS) {
      if (before.words !== words)
        return fail(new No(400, 'idempotency_key_reused', 'idempotency_error'))
      return before.said
    }
    let said: Said
    try {
      said = {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(answer(asked)),
      }
    } catch (error) {
      if (!(error instanceof No)) throw error
      said = fail(error)
    }
    if (typeof key === 'string') kept.set(key, { words, said, at: now() })
    return said
  })

  const settings: StripeSettings = {
    url: server.url,
    secret_key: `sk_test_${randomBytes(12).toString('hex')}`,
    webhook_secrets: [`whsec_${randomBytes(16).toString('hex')}`, 'whsec_of_the_rotation_before'],
  }

  return {
    settings,
    post,
    letterOf,
    sign,
    /** Where events go, as set in the dashboard. */
    listen: (url: string): void => {
      endpoint = url
    },
    /** The buyer pays at Checkout. */
    pay: (cashier_url: string): void => {
      const id = /\/c\/pay\/(cs_\w+)#/.exec(cashier_url)?.[1] ?? ''
      const session = find(sessions, id)
      if (session.status !== 'open' || session.expires_at <= seconds())
        throw new Error(`nobody can pay ${id}`)
      const { metadata = {}, transfer_group = null } = inner.get(id) ?? {}
      const { amount_total: amount, currency } = session
      const intent: Row = {
        ...{
          id: newId('pi'),
          object: 'payment_intent',
          amount,
          currency,
          metadata,
          transfer_group,
        },
        ...{ status: 'succeeded', created: seconds() },
      }
      const charge: Row = {
        ...{ id: newId('ch'), object: 'charge', amount, currency, metadata, created: seconds() },
        ...{ payment_intent: intent.id, status: 'succeeded' },
      }
      intent.latest_charge = charge.id
      intents.set(intent.id, intent)
      charges.set(charge.id, charge)
      enter('charge', charge, amount, Math.round(amount * 0.029) + 30)
      Object.assign(session, {
        ...{ status: 'complete', payment_status: 'paid', payment_intent: intent.id, url: null },
      })
      tell('checkout.session.completed', session)
    },
    /** Refunds that were taken arrive. */
    finish: (): void => {
      for (const refund of refunds.values())
        if (refund.status === 'pending') {
          refund.status = 'succeeded'
          tell('refund.updated', refund)
        }
    },
    /** The owner of a connected account has it paid out to their bank. */
    spend: (account: string, currency: string, amount: bigint): void => {
      const held = `${account} ${currency}`
      connected.set(held, (connected.get(held) ?? 0) - Number(amount))
    },
    /** Somebody takes all of a transfer back in the dashboard. */
    takeBack: (number: string): void => {
      const transfer = [...transfers.values()].find(({ metadata }) => metadata.number === number)
      if (!transfer) throw new Error(`nothing was sent under ${number}`)
      reverse(transfer.id, { amount: transfer.amount - transfer.amount_reversed })
    },
    /** The merchant pays in: it has so much more there. */
    fund: (amount: bigint, currency: string): void => {
      enter('topup', { id: newId('tu'), object: 'topup', currency }, Number(amount), 0)
    },
    book: () => ({
      refunded: [...refunds.values()].reduce((sum, one) => sum + BigInt(one.amount), 0n),
      sent: [...transfers.values()].reduce((sum, one) => sum + BigInt(one.amount), 0n),
      returned: reversals.reduce((sum, one) => sum + BigInt(one.amount), 0n),
    }),
    close: server.close,
  }
}

/** `a[b][0][c]=d` as the tree that it spells. */
function formOf(body: string): Row {
  const tree: Row = {}
  for (const [name, value] of new URLSearchParams(body)) {
    const steps = name.split(/[[\]]+/).filter(Boolean)
    let at = tree
    for (const [index, step] of steps.entries()) {
      if (index === steps.length - 1) at[step] = value
      else {
        at[step] ??= {}
        at = at[step]
      }
    }
  }
  return tree
}
