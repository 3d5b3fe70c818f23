import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Book } from './book.ts'
import { signatureOf } from './signature.ts'

/** Newest first; the second is still good, as while keys rotate. */
export type Keys = readonly [string, string]

export type Trade = {
  /** Ours. */
  trade: string
  /** The merchant's. */
  number: string
  amount: number
  currency: string
  state: 'waiting' | 'succeeded' | 'closed'
  finished_at: Date | null
}
type Refund = Pick<Trade, 'trade' | 'number' | 'amount' | 'currency'> & {
  of: string
  finished_at: Date
}

export type Provider = Awaited<ReturnType<typeof openProvider>>

/**
 * A payment provider with a ledger of its own in this process, which no kill of the server touches. It answers the
 * merchant's signed calls; what it tells by callbacks, and how badly, is up to the drill.
 */
export async function openProvider({
  book,
  keys,
  now,
}: {
  book: Book
  keys: Keys
  now: () => Date
}) {
  const trades = new Map<string, Trade>()
  /** Money that came beside the trade that was asked for, by its own number. */
  const strays = new Map<string, Trade>()
  const refunds = new Map<string, Refund>()

  const viewOf = ({ number, trade, state, amount, currency, finished_at }: Trade) =>
    view('payment', {
      merchant_number: number,
      number: trade,
      state,
      amount,
      currency,
      finished_at,
    })
  const viewOfRefund = ({ number, trade, amount, currency, finished_at }: Refund) =>
    view('refund', {
      merchant_number: number,
      number: trade,
      state: 'succeeded',
      amount,
      currency,
      finished_at,
    })

  const make = ({ number, amount, currency }: Call) => {
    const trade = trades.get(number) ?? {
      trade: `drl_${randomUUID()}`,
      number,
      amount,
      currency,
      state: 'waiting' as const,
      finished_at: null,
    }
    if (trade.amount !== amount || trade.currency !== currency) return no(409)
    trades.set(number, trade)
    return yes({ ...viewOf(trade), cashier_url: `http://127.0.0.1/cashier/${trade.trade}` })
  }
  const query = ({ kind, number }: Call) => {
    const trade = kind === 'payment' && trades.get(number)
    const refund = kind === 'refund' && refunds.get(number)
    return trade ? yes(viewOf(trade)) : refund ? yes(viewOfRefund(refund)) : no(404)
  }
  const close = ({ number }: Call) => {
    const trade = trades.get(number)
    if (!trade) return no(404)
    if (trade.state === 'waiting') {
      trade.state = 'closed'
      trade.finished_at = now()
    }
    return yes(viewOf(trade))
  }
  const refund = async ({ number, trade_number, amount, currency }: Call) => {
    const found = refunds.get(number)
    if (found) return found.amount === amount ? yes(viewOfRefund(found)) : no(409)
    const trade = [...trades.values(), ...strays.values()].find(
      (one) => one.trade === trade_number && one.state === 'succeeded',
    )
    const back = [...refunds.values()]
      .filter((one) => one.of === trade_number)
      .reduce((sum, one) => sum + one.amount, 0)
    if (!trade || trade.currency !== currency || back + amount > trade.amount) return no(409)
    const made = {
      trade: `drr_${randomUUID()}`,
      number,
      amount,
      currency,
      of: trade_number,
      finished_at: now(),
    }
    refunds.set(number, made)
    await book.note({ saw: 'gave_back', trade: trade_number, refund: number, amount, currency })
    return yes(viewOfRefund(made))
  }

  const calls: Record<string, (call: Call) => Answered | Promise<Answered>> = {
    'POST /sandbox/pay/trades': make,
    'POST /sandbox/pay/trades/query': query,
    'POST /sandbox/pay/trades/close': close,
    'POST /sandbox/pay/refunds': refund,
  }
  const server = createServer(async (request, reply) => {
    const body = await textOf(request)
    const name = `${request.method} ${request.url}`
    const call = calls[name]
    const { status, answer } = !call
      ? no(404)
      : !isSigned(request, body, name, keys)
        ? no(401)
        : await call(JSON.parse(body))
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trade: (number: string): Trade | undefined => trades.get(number),
    /** The buyer pays what was asked, whether or not the merchant still wants it. */
    take: async (number: string): Promise<Trade> => {
      const trade = trades.get(number)
      if (!trade) throw new Error(`nobody opened a cashier for ${number}`)
      await book.note({ saw: 'took', ...pickTook(trade) })
      trade.state = 'succeeded'
      trade.finished_at = now()
      return trade
    },
    /** Money that nobody asked for like this, by a trade of its own. */
    takeStray: async (wish: Pick<Trade, 'number' | 'amount' | 'currency'>): Promise<Trade> => {
      const trade: Trade = {
        ...wish,
        trade: `drs_${randomUUID()}`,
        state: 'succeeded',
        finished_at: now(),
      }
      await book.note({ saw: 'took', ...pickTook(trade) })
      strays.set(trade.trade, trade)
      return trade
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

const pickTook = ({ trade, number, amount, currency }: Trade) => ({
  trade,
  number,
  amount,
  currency,
})

/** How a provider shows one of its trades, in answers and in callbacks. */
export const view = (
  kind: 'payment' | 'refund',
  shown: {
    merchant_number: string
    number: string
    state: string
    amount: number
    currency: string
    finished_at: Date | null
  },
) => ({ merchant: 'closedloop', kind, ...shown, failure_reason: null })

type Call = {
  kind: string
  number: string
  trade_number: string
  amount: number
  currency: string
}
type Answered = { status: number; answer: unknown }
const yes = (answer: unknown): Answered => ({ status: 200, answer })
const no = (status: number): Answered => ({ status, answer: { message: `no: ${status}` } })

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const isSigned = ({ headers }: IncomingMessage, body: string, scope: string, keys: Keys): boolean =>
  keys.some(
    (key) =>
      headers['webhook-signature'] ===
      signatureOf(key, {
        id: String(headers['webhook-id']),
        at_s: Number(headers['webhook-timestamp']),
        body,
        scope,
      }),
  )
