import { stringify } from 'csv-stringify/sync'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { notFound } from '../kernel/refusal.ts'
import { BUSINESS_ZONE, dayIn } from '../kernel/time.ts'
import type { Context } from '../platform/context.ts'
import type { Sweep } from '../platform/deadlines.ts'
import { toJson } from '../platform/outbox.ts'
import { isSigned } from '../platform/signing.ts'
import { cashierPage, languageOf, pageHeaders } from './pay-cashier.ts'
import { makeNotices } from './pay-notices.ts'
import { makePersonality } from './pay-personality.ts'
import {
  closeTrade,
  Declined,
  failAttempt,
  findByNumber,
  findTrade,
  MERCHANT,
  openTrade,
  payOut,
  payTrade,
  refundTrade,
  returnPayout,
  type Trade,
  tradesOf,
  viewOf,
} from './pay-trades.ts'

const HIDDEN = { schema: { hide: true } as any }

/**
 * A payment provider that stands in for all: merchants' calls and its callbacks are signed, buyers pay at its
 * cashier, and its own book and daily bill can be held against the platform's. It knows nothing of the platform but HTTP.
 */
export function sandboxPay(context: Context): { plugin: FastifyPluginAsync; sweeps: Sweep[] } {
  const { config, db, now, log } = context
  const secrets = config.secrets.sandbox_payment
  const personality = makePersonality(db)
  const notices = makeNotices(context, personality)
  const home = new URL(config.public_url)

  /** What `tell` began and has not ended yet. */
  const under_way = new Set<Promise<number>>()

  /** Notices of what just happened go out at once; the sweep repeats what was not heard. */
  const tell = (): void => {
    const one = notices.deliverDue().catch((err) => {
      log.debug({ err }, 'the sandbox provider delivers later')
      return 0
    })
    under_way.add(one)
    void one.then(() => under_way.delete(one))
  }

  /** Delivers what is due, and is not done before what is on its way has arrived: whoever waits for rest waits for it. */
  const sweep = async (): Promise<number> => {
    const told = await Promise.all(under_way)
    return told.reduce((sum, count) => sum + count, await notices.deliverDue())
  }

  const assertMerchant = (request: FastifyRequest, body: Buffer): void => {
    if (
      !isSigned(secrets, request.headers, body, now(), `${request.method} ${request.originalUrl}`)
    )
      throw new Declined(401, 'the signature is wrong')
  }

  /** A signed call: read after its signature was found right. */
  const merchantCall =
    (work: (call: Record<string, unknown>) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      assertMerchant(request, body)
      const call = JSON.parse(body.toString('utf8')) as Record<string, unknown>
      if (call.merchant !== MERCHANT) throw new Declined(403, 'another merchant')
      const answer = await work(call)
      return answer === undefined
        ? reply.code(404).send({ message: 'unknown number' })
        : reply.type('application/json').send(toJson(answer))
    }

  const api: FastifyPluginAsync = async (app) => {
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) =>
      done(null, body),
    )
    app.post(
      '/trades',
      HIDDEN,
      merchantCall(async (call) => {
        const trade = await openTrade(
          db,
          {
            ...orderOf(call, 'payment'),
            title: text(call, 'title', 200, 0),
            payee: text(call, 'payee', 200, 0),
            return_url: ourPage(home, text(call, 'return_url', 600)),
            expires_at: new Date(text(call, 'expires_at', 40)),
          },
          now(),
        )
        return {
          ...viewOf(trade),
          cashier_url: `${config.public_url}/sandbox/pay/cashier/${trade.number}`,
        }
      }),
    )
    app.post(
      '/trades/query',
      HIDDEN,
      merchantCall(async (call) => {
        const kind = text(call, 'kind', 10) as Trade['kind']
        const trade = await findTrade(db, kind, text(call, 'number', 64), now())
        return trade && viewOf(trade)
      }),
    )
    app.post(
      '/trades/close',
      HIDDEN,
      merchantCall(async (call) => {
        const trade = await closeTrade(db, text(call, 'number', 64), now())
        return trade && viewOf(trade)
      }),
    )
    app.post(
      '/refunds',
      HIDDEN,
      merchantCall(async (call) => {
        const luck = await personality.luck()
        const order = { ...orderOf(call, 'refund'), payment_number: text(call, 'trade_number', 64) }
        const refund = await refundTrade(db, order, luck, now())
        if (luck.chance(luck.settings.refund_timeout))
          throw new Declined(504, 'the gateway gave up waiting')
        return viewOf(refund)
      }),
    )
    app.post(
      '/payouts',
      HIDDEN,
      merchantCall(async (call) =>
        viewOf(
          await payOut(
            db,
            { ...orderOf(call, 'payout'), bank_account: text(call, 'bank_account', 300) },
            await personality.luck(),
            now(),
          ),
        ),
      ),
    )
  }

  const cashier: FastifyPluginAsync = async (app) => {
    // The buttons send empty forms.
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1_024 },
      (_, body, done) => done(null, body),
    )
    type Named = { Params: { number: string }; Querystring: { lang?: string; note?: string } }
    const here = (number: string, lang: string, note = '') =>
      `/sandbox/pay/cashier/${number}?lang=${lang}${note && `&note=${note}`}`
    const find = async (number: string) => {
      const trade = await findByNumber(db, number, now())
      if (!trade) throw notFound()
      return trade
    }
    app.get<Named>('/cashier/:number', HIDDEN, async ({ params, query, headers }, reply) => {
      const trade = await find(params.number)
      const { html, nonce } = cashierPage(trade, {
        now: now(),
        language: languageOf(query.lang, headers['accept-language']),
        declined: query.note === 'declined',
        back: backTo(trade),
      })
      return reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(html)
    })
    app.post<Named>('/cashier/:number/pay', HIDDEN, async ({ params, query, headers }, reply) => {
      const trade = await find(params.number)
      const taken = await payTrade(db, params.number, now())
      if (!taken)
        return reply.redirect(
          here(params.number, languageOf(query.lang, headers['accept-language'])),
          303,
        )
      tell()
      return reply.redirect(backTo(trade), 303)
    })
    app.post<Named>('/cashier/:number/fail', HIDDEN, async ({ params, query, headers }, reply) => {
      await find(params.number)
      await failAttempt(db, params.number)
      tell()
      return reply.redirect(
        here(params.number, languageOf(query.lang, headers['accept-language']), 'declined'),
        303,
      )
    })
  }

  const plugin: FastifyPluginAsync = async (app) => {
    app.setErrorHandler((error: any, _, reply) => {
      if (error instanceof Declined)
        return reply.code(error.status).send({ message: error.message })
      if (error instanceof SyntaxError) return reply.code(400).send({ message: 'this is no JSON' })
      throw error
    })
    await app.register(api)
    await app.register(cashier)
    app.get<{ Querystring: { day?: string } }>('/bill', HIDDEN, async (request, reply) => {
      assertMerchant(request, Buffer.alloc(0))
      const { day = '' } = request.query
      // A bill is made when its day is over.
      if (!/^\d{4}-\d\d-\d\d$/.test(day) || day >= dayIn(now(), BUSINESS_ZONE))
        throw new Declined(404, 'there is no such bill yet')
      const lines = await tradesOf(db, day)
      return reply.type('text/csv; charset=utf-8').send(
        stringify(
          lines.map(
            ({
              kind,
              number,
              merchant_number,
              payment_number,
              amount,
              fee,
              currency,
              finished_at,
            }) => ({
              kind,
              number,
              merchant_number,
              payment_number: payment_number ?? '',
              amount: String(amount),
              fee: String(fee),
              currency,
              finished_at: (finished_at as Date).toISOString(),
            }),
          ),
          {
            header: true,
            columns: [
              'kind',
              'number',
              'merchant_number',
              'payment_number',
              'amount',
              'fee',
              'currency',
              'finished_at',
            ],
          },
        ),
      )
    })
    // For demos and tests: what the provider shall be like.
    app.put('/personality', HIDDEN, async (request) => {
      if (!config.demo) throw notFound()
      const settings = personality.read(request.body ?? {})
      if (!settings) throw new Declined(422, 'this is no personality')
      await personality.keep(settings)
      return settings
    })
    // For demos and tests: the bank sends a payout back that had arrived.
    app.post<{ Params: { number: string } }>(
      '/payouts/:number/return',
      HIDDEN,
      async ({ params }, reply) => {
        if (!config.demo) throw notFound()
        const words = 'the account of the payee is closed'
        const returned = await returnPayout(db, params.number, words, now())
        if (!returned) throw new Declined(404, 'no such payout has arrived')
        tell()
        return reply.type('application/json').send(toJson(viewOf(returned)))
      },
    )
    app.get('/personality', HIDDEN, async () => {
      if (!config.demo) throw notFound()
      return (await personality.luck()).settings
    })
  }
  return {
    plugin,
    sweeps: [{ name: 'sandbox.notices', every_ms: 500, sweep }],
  }
}

/** Back to the merchant's page, on the origin we are seen under: never anywhere else. */
function backTo({ return_url }: Trade): string {
  const { pathname, search } = new URL(return_url as string)
  return `${pathname}${search}`
}

/** Only pages of the platform itself may be returned to. */
function ourPage(home: URL, url: string): string {
  if (
    !URL.canParse(url) ||
    new URL(url).origin !== home.origin ||
    new URL(url).pathname.startsWith('//')
  )
    throw new Declined(422, 'return_url is not a page of the merchant')
  return url
}

function text(call: Record<string, unknown>, name: string, max: number, min = 1): string {
  const value = call[name]
  if (typeof value !== 'string' || value.length < min || value.length > max)
    throw new Declined(422, `${name} is missing or too long`)
  return value
}

function orderOf(call: Record<string, unknown>, kind: Trade['kind']) {
  const { amount } = call
  if (!Number.isSafeInteger(amount) || (amount as number) <= 0)
    throw new Declined(422, 'amount is no amount')
  const currency = text(call, 'currency', 3, 3)
  const merchant_number = text(call, 'number', 32)
  const notify_url = text(call, 'notify_url', 600)
  if (!URL.canParse(notify_url) || !/^https?:$/.test(new URL(notify_url).protocol))
    throw new Declined(422, 'notify_url is no address')
  return { kind, amount: BigInt(amount as number), currency, merchant_number, notify_url }
}
