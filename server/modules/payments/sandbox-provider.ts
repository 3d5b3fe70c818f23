import { parse } from 'csv-parse/sync'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { toJson } from '../../platform/outbox.ts'
import { callPartner } from '../../platform/outgoing.ts'
import { isSigned, signedHeaders } from '../../platform/signing.ts'
import type { Answer, BillLine, Callback, Provider, Report } from './provider.ts'

export const SANDBOX = 'sandbox'
/** Our account at the sandbox provider: what is signed for another one is not ours. */
export const MERCHANT = 'closedloop'

type Wire = {
  merchant: string
  kind: Report['about']
  merchant_number: string
  number: string
  state: Report['state']
  amount: number
  currency: string
  finished_at: string | null
  failure_reason: string | null
  cashier_url?: string
}

/** Speaks to the sandbox provider over HTTP, as to any other provider. */
export function sandboxProvider({
  config,
  base_url,
  now,
}: Pick<Context, 'config' | 'base_url' | 'now'>): Provider {
  const secrets = config.secrets.sandbox_payment

  async function call<T>(
    path: string,
    body: unknown,
    as: 'json' | 'text' = 'json',
  ): Promise<Answer<T | undefined>> {
    const method = body === undefined ? 'GET' : 'POST'
    const text = body === undefined ? '' : toJson(body)
    const outcome = await callPartner<any>(`${config.sandbox_pay_url ?? base_url()}${path}`, {
      method,
      headers: signedHeaders(
        secrets[0] as string,
        { id: newId(), at: now(), body: text },
        `${method} ${path}`,
      ),
      ...(body === undefined ? {} : { body: text }),
      as,
    })
    if (!outcome.known) return { is: 'unknown', why: outcome.why }
    const { status, body: given } = outcome
    if (status === 404) return { is: 'answered', value: undefined }
    if (status === 429) return { is: 'unknown', why: 'too many calls' }
    if (status >= 400) return { is: 'refused', why: String(given?.message ?? `status ${status}`) }
    return { is: 'answered', value: given as T }
  }

  async function ask(path: string, body: unknown): Promise<Answer<Report | undefined>> {
    const answer = await call<Wire>(path, body)
    if (answer.is !== 'answered') return answer
    if (answer.value === undefined) return { is: 'answered', value: undefined }
    const report = readReport(answer.value)
    return report
      ? { is: 'answered', value: report }
      : { is: 'unknown', why: 'an answer that cannot be read' }
  }

  /** For calls that make something: "never heard of it" is a no. */
  async function make(path: string, body: unknown): Promise<Answer<Report>> {
    const answer = await ask(path, body)
    if (answer.is !== 'answered') return answer
    return answer.value
      ? { is: 'answered', value: answer.value }
      : { is: 'refused', why: 'there is no such trade' }
  }

  return {
    name: SANDBOX,
    create: async (trade) => {
      const answer = await call<Wire>('/sandbox/pay/trades', { merchant: MERCHANT, ...trade })
      if (answer.is !== 'answered') return answer
      return answer.value?.cashier_url
        ? { is: 'answered', value: { cashier_url: answer.value.cashier_url } }
        : { is: 'unknown', why: 'an answer without a cashier' }
    },
    query: (number) =>
      ask('/sandbox/pay/trades/query', { merchant: MERCHANT, kind: 'payment', number }),
    close: (number) => ask('/sandbox/pay/trades/close', { merchant: MERCHANT, number }),
    refund: (refund) => make('/sandbox/pay/refunds', { merchant: MERCHANT, ...refund }),
    queryRefund: (number) =>
      ask('/sandbox/pay/trades/query', { merchant: MERCHANT, kind: 'refund', number }),
    payout: (payout) => make('/sandbox/pay/payouts', { merchant: MERCHANT, ...payout }),
    queryPayout: (number) =>
      ask('/sandbox/pay/trades/query', { merchant: MERCHANT, kind: 'payout', number }),
    verifyCallback: (raw, headers, at) => {
      if (!isSigned(secrets, headers, raw, at)) return undefined
      const callback = readCallback(raw)
      // Signed by the right key for another merchant is not ours either.
      if (callback.merchant !== undefined && callback.merchant !== MERCHANT) return undefined
      // The id is the signed header, so that even what cannot be read is stored once.
      return { ...callback, event_id: String(headers['webhook-id']) }
    },
    readCallback,
    fetchBill: async (day) => {
      const answer = await call<string>(`/sandbox/pay/bill?day=${day}`, undefined, 'text')
      if (answer.is !== 'answered') return answer
      return answer.value === undefined
        ? { is: 'unknown', why: 'there is no such bill yet' }
        : { is: 'answered', value: readBill(answer.value) }
    },
  }
}

function readCallback(raw: Buffer): Callback & { merchant: string | undefined } {
  try {
    const { id, type, data } = JSON.parse(raw.toString('utf8')) as {
      id: string
      type: string
      data: Wire
    }
    const known = type === `${data?.kind}.${data?.state}`
    return {
      event_id: String(id),
      type: String(type).slice(0, 60),
      merchant: typeof data?.merchant === 'string' ? data.merchant : undefined,
      report: known && data.merchant === MERCHANT ? readReport(data) : undefined,
    }
  } catch {
    return { event_id: '', type: 'unreadable', merchant: undefined, report: undefined }
  }
}

/** Takes nothing for granted: an amount that is no safe integer is no amount. */
function readReport(wire: Wire): Report | undefined {
  const text = (value: unknown, max: number): value is string =>
    typeof value === 'string' && value.length > 0 && value.length <= max
  if (!['payment', 'refund', 'payout'].includes(wire.kind)) return undefined
  if (!['waiting', 'succeeded', 'failed', 'closed'].includes(wire.state)) return undefined
  if (!text(wire.merchant_number, 64) || !text(wire.number, 64)) return undefined
  if (!Number.isSafeInteger(wire.amount) || wire.amount <= 0) return undefined
  if (!text(wire.currency, 3) || !/^[A-Z]{3}$/.test(wire.currency)) return undefined
  const finished_at = wire.finished_at === null ? null : new Date(wire.finished_at)
  if (finished_at && Number.isNaN(finished_at.getTime())) return undefined
  return {
    about: wire.kind,
    number: wire.merchant_number,
    provider_number: wire.number,
    state: wire.state,
    amount: BigInt(wire.amount),
    currency: wire.currency,
    finished_at,
    reason: wire.failure_reason === null ? null : String(wire.failure_reason).slice(0, 200),
  }
}

const readBill = (text: string): BillLine[] =>
  (
    parse(text, { columns: true, bom: true, skip_empty_lines: true }) as Record<string, string>[]
  ).map((line) => ({
    about: line.kind as Report['about'],
    number: line.merchant_number as string,
    provider_number: line.number as string,
    amount: BigInt(line.amount as string),
    currency: line.currency as string,
    fee: BigInt(line.fee as string),
    finished_at: new Date(line.finished_at as string),
  }))
