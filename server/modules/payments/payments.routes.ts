import type { FastifyRequest } from 'fastify'
import { showId } from '../../kernel/ids.ts'
import { qrCode } from '../../kernel/qr-code.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { row } from '../../platform/db.ts'
import { type HttpApp, underTheirName } from '../../platform/http.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { openCashier } from './open-cashier.ts'
import type { PaymentRow } from './payment.ts'
import { paymentsContract } from './payments.contract.ts'
import { findPayment } from './payments.sql.ts'
import type { Providers } from './provider.ts'
import { offeredFor } from './providers/make-providers.ts'
import { finishPayment } from './query-payments.ts'
import { retryRefund } from './send-refunds.ts'
import type { Callbacks } from './take-callback.ts'

/** A payment as its payer sees it, ready for a contract's `PaymentView`. */
export const showPayment = (payment: PaymentRow, now: Date) => ({
  id: payment.id,
  subject_kind: payment.subject_kind,
  subject_id: showId(payment.subject_kind === 'checkout' ? 'chk' : 'shp', payment.subject_id),
  number: payment.number,
  amount: payment.amount,
  refunded: payment.refunded,
  currency: payment.currency,
  state: payment.state,
  cashier_url:
    payment.state === 'pending' && payment.deadline_at && payment.deadline_at > now
      ? payment.cashier_url
      : null,
  deadline_at: payment.deadline_at,
  paid_at: payment.paid_at,
  title: payment.title,
})

/** With whom it can be paid; of a code, what to scan. */
function showCashier(payment: PaymentRow, offered: readonly string[]) {
  const is_begun = payment.next_query_at !== null || payment.state !== 'created'
  const is_code =
    payment.state === 'pending' &&
    payment.cashier_url?.endsWith(`/pay/${showId('pay', payment.id)}/cashier`)
  const code = is_code ? payment.trade_ref : null
  return {
    providers: is_begun ? [payment.provider] : [...offered],
    chosen: is_begun ? payment.provider : null,
    code,
    squares: code
      ? qrCode(code).map((row) => row.map((black) => (black ? '1' : '0')).join(''))
      : null,
  }
}

export const paymentsRoutes = (
  context: Context,
  { providers, callbacks }: { providers: Providers; callbacks: Callbacks },
) => {
  const { db, now: clock, wake } = context
  const door = { ...context, providers }
  const shown = (request: FastifyRequest, payment: PaymentRow, now: Date) => {
    const view = showPayment(payment, now)
    // Not begun yet: our page where the payer chooses a provider.
    const address = payment.state === 'created' ? payment.cashier_url : view.cashier_url
    return { ...view, cashier_url: underTheirName(request, context.config, address) }
  }

  /** The states that a word of a filter stands for: the figures of the finance desk count the same. */
  const statesOf = (word: string): readonly string[] =>
    word === 'waiting'
      ? ['requested', 'approved', 'held', 'sent']
      : word === 'gone_wrong'
        ? ['failed', 'bounced']
        : [word]

  /** One page of a table, newest first (ids carry their time), of one state when asked. */
  async function page<Row extends { id: string }>(
    table: 'refunds' | 'payouts',
    query: { after?: string; limit?: number; state?: string },
  ) {
    const limit = pageSize(query.limit)
    const [before] = readCursor(query.after, UUID) ?? []
    let wanted = db.selectFrom(table).selectAll()
    if (before) wanted = wanted.where('id', '<', before)
    if (query.state) wanted = wanted.where('state', 'in', [...statesOf(query.state)])
    const found = (await wanted
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()) as unknown as Row[]
    return pageOf(found, limit, (last) => cursorOf(last.id))
  }

  return (http: HttpApp) =>
    http.serve(
      paymentsContract,
      {
        'GET /v1/payments/:payment_id': async ({ params, account_id, now, request }) => {
          const payment = await findPayment(db, params.payment_id, account_id)
          if (!payment) throw notFound()
          return shown(request, payment, now)
        },
        'GET /v1/payments/:payment_id/cashier': async ({ params, account_id }) => {
          const payment = await findPayment(db, params.payment_id, account_id)
          if (!payment) throw notFound()
          return showCashier(payment, offeredFor(providers, context, payment.currency))
        },
        'POST /v1/payments/:payment_id/cashier': async ({ params, query, account_id, request }) =>
          shown(
            request,
            await openCashier(door, {
              payment_id: params.payment_id,
              payer_id: account_id,
              return_path: query.return_path,
              provider: query.provider,
              screen: /Mobi|Android/.test(request.headers['user-agent'] ?? '') ? 'phone' : 'desk',
              payer_ip: request.ip,
            }),
            clock(),
          ),
        'POST /v1/payments/:payment_id/finish': async ({ params, account_id, request }) => {
          const payment = await finishPayment(door, params.payment_id, account_id)
          wake()
          return shown(request, payment, clock())
        },
        'POST /v1/providers/:provider/callbacks': async ({ params, request, reply }) => {
          const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          await callbacks.take({ provider: params.provider, raw, headers: request.headers })
          const thanks = providers.get(params.provider)?.thanks
          return thanks ? reply.type('text/plain').send(thanks) : { code: 'success' }
        },
        'GET /v1/refunds': ({ query }) => page<any>('refunds', query),
        'POST /v1/refunds/:refund_id/attempts': async ({ params, account_id, now }) => {
          if (await retryRefund(db, params.refund_id, { kind: 'account', id: account_id }, now))
            return null
          if (await row(db)`select from refunds where id = ${params.refund_id}`) throw wrongState()
          throw notFound()
        },
        'GET /v1/payouts': async ({ query }) => {
          const { data, next } = await page<any>('payouts', query)
          return {
            data: data.map((one) => ({
              ...one,
              owner_id: showId(one.owner_kind === 'shop' ? 'shp' : 'acc', one.owner_id),
            })),
            next,
          }
        },
      },
      'payments',
    )
}
