import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Dice } from '../callbacks/dice.ts'
import { view } from '../callbacks/provider.ts'
import { signatureOf, signed } from '../callbacks/signature.ts'

export type Trade = { trade: string; amount: number }
type GivenBack = { refund: string; trade: string; number: string; amount: number; at: Date }

/** What it does to calls and to what it tells of them, as shares of all. */
export type Faults = {
  /** Calls for a refund whose answer never comes, and of all calls those that were carried out all the same. */
  time_outs: number
  late_success: number
  /** Calls that reach it twice, and callbacks that it sends twice. */
  doubles: number
  /** Callbacks that it never sends. */
  unsaid: number
  /** Questions that it does not answer. */
  questions_lost: number
}

/** A call that is carried out after its caller has given up is carried out this much later. */
const LATE_MS = 40
/** So many of the time-outs are silence until the caller hangs up; the others break the line or say 504. */
const SILENT = 0.002

/**
 * A provider from hell with a book of its own in this process: it refunds once for each number, whatever happens to the
 * answer. It knows the merchant by HTTP only.
 */
export async function openProvider({
  key,
  dice,
  faults,
}: {
  key: string
  dice: Dice
  faults: Faults
}) {
  const trades = new Map<string, Trade>()
  const given = new Map<string, GivenBack>()
  const numbers = new Set<string>()
  const counts = { calls: 0, time_outs: 0, late: 0, doubled: 0, callbacks: 0, declined: 0 }
  const later = new Set<Promise<unknown>>()
  let ahead_ms = 0
  let notify_url = ''
  const now = () => new Date(Date.now() + ahead_ms)
  const keep = (work: Promise<unknown>) => {
    later.add(work)
    void work.catch(() => {}).finally(() => later.delete(work))
  }

  const viewOf = ({ refund, number, amount, at }: GivenBack) =>
    view('refund', {
      merchant_number: number,
      number: refund,
      state: 'succeeded',
      amount,
      currency: 'CNY',
      finished_at: at,
    })

  /** Money goes back once for each number, and never more than came. */
  function carryOut(call: Call): { status: number; answer: unknown } {
    const before = given.get(call.number)
    if (before)
      return before.amount === call.amount && before.trade === call.trade_number
        ? { status: 200, answer: viewOf(before) }
        : { status: 409, answer: { message: 'this number stands for another refund' } }
    const trade = trades.get(call.trade_number)
    const back = [...given.values()]
      .filter((one) => one.trade === call.trade_number)
      .reduce((sum, one) => sum + one.amount, 0)
    if (!trade || back + call.amount > trade.amount) {
      counts.declined += 1
      return { status: 409, answer: { message: 'more than is left of the trade' } }
    }
    const made = {
      refund: `hel_${randomUUID()}`,
      trade: call.trade_number,
      number: call.number,
      amount: call.amount,
      at: now(),
    }
    given.set(call.number, made)
    if (!dice.chance(faults.unsaid)) {
      const copies = dice.chance(faults.doubles) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) keep(tell(made, call.notify_url))
    }
    return { status: 200, answer: viewOf(made) }
  }

  async function tell(made: GivenBack, url: string): Promise<void> {
    await new Promise((done) => setTimeout(done, dice.below(60)))
    const id = `evt_${made.refund}`
    const body = JSON.stringify({ id, type: 'refund.succeeded', data: viewOf(made) })
    counts.callbacks += 1
    await fetch(notify_url || url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(key, id, now(), body) },
      body,
    })
  }

  /** The answer is lost: silence, a broken line, or a gateway that has waited long enough. */
  function lose(reply: ServerResponse): void {
    counts.time_outs += 1
    if (dice.chance(SILENT)) return
    if (dice.chance(0.5)) reply.destroy()
    else reply.writeHead(504).end()
  }

  function refund(call: Call, reply: ServerResponse): void {
    numbers.add(call.number)
    // What is left of the time-outs when those that were carried out are taken off.
    const unheard = (faults.time_outs - faults.late_success) / (1 - faults.late_success)
    if (dice.chance(faults.late_success)) {
      counts.late += 1
      if (dice.chance(0.5)) carryOut(call)
      else
        keep(
          new Promise<void>((done) =>
            setTimeout(() => {
              carryOut(call)
              done()
            }, LATE_MS),
          ),
        )
      lose(reply)
    } else if (dice.chance(unheard)) lose(reply)
    else {
      if (dice.chance(faults.doubles)) {
        counts.doubled += 1
        carryOut(call)
      }
      answer(reply, carryOut(call))
    }
  }

  function query({ kind, number }: Call, reply: ServerResponse): void {
    const found = kind === 'refund' ? given.get(number) : undefined
    if (dice.chance(faults.questions_lost)) lose(reply)
    else answer(reply, found ? { status: 200, answer: viewOf(found) } : { status: 404, answer: {} })
  }

  const server = createServer(async (request, reply) => {
    const body = await textOf(request)
    const name = `${request.method} ${request.url}`
    counts.calls += 1
    if (!isSigned(request, body, name, key)) return answer(reply, { status: 401, answer: {} })
    const call = JSON.parse(body || '{}') as Call
    if (name === 'POST /sandbox/pay/refunds') refund(call, reply)
    else if (name === 'POST /sandbox/pay/trades/query') query(call, reply)
    else answer(reply, { status: 404, answer: {} })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Money that came in, by this trade. */
    take: (one: Trade) => void trades.set(one.trade, one),
    given: () => [...given.values()],
    /** Every number of a refund that it was ever asked for. */
    numbers: () => numbers,
    counts,
    moveClock: (ms: number) => {
      ahead_ms = ms
    },
    tellTo: (url: string) => {
      notify_url = url
    },
    /** Everything that was to happen later has happened. */
    rest: async () => {
      while (later.size > 0) await Promise.allSettled(later)
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

type Call = {
  kind: string
  number: string
  trade_number: string
  amount: number
  notify_url: string
}

const answer = (reply: ServerResponse, given: { status: number; answer: unknown }): void =>
  void reply
    .writeHead(given.status, { 'content-type': 'application/json' })
    .end(JSON.stringify(given.answer))

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const isSigned = ({ headers }: IncomingMessage, body: string, scope: string, key: string) =>
  headers['webhook-signature'] ===
  signatureOf(key, {
    id: String(headers['webhook-id']),
    at_s: Number(headers['webhook-timestamp']),
    body,
    scope,
  })
