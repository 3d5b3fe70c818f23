import {
  Amount,
  Count,
  Currency,
  contract,
  IdOf,
  Instant,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  Type,
} from '../../kernel/contract.ts'
import { badSignature, providerChosen, providerRefused, providerSilent } from './payment.ts'

const HoldReason = OneOf('account_stopped', 'account_changed', 'shop_suspended')

export const PaymentId = IdOf('pay')
export const PaymentView = Obj({
  id: PaymentId,
  subject_kind: OneOf('checkout', 'deposit'),
  subject_id: Type.String(),
  number: Type.String(),
  amount: Amount,
  refunded: Amount,
  currency: Currency,
  state: OneOf('created', 'pending', 'succeeded', 'closed'),
  /** Where the buyer pays; null once it is too late or done. */
  cashier_url: Maybe(Type.String()),
  deadline_at: Maybe(Instant),
  paid_at: Maybe(Instant),
  title: Type.String(),
})

export const paymentsContract = contract({
  'GET /v1/payments/:payment_id': {
    summary: 'State of a payment (its payer)',
    who: 'account',
    params: Obj({ payment_id: PaymentId }),
    answers: { 200: PaymentView },
  },
  'GET /v1/payments/:payment_id/cashier': {
    summary:
      'At whose cashier this can be paid, the preferred first; and the code to scan, where there is one',
    who: 'account',
    params: Obj({ payment_id: PaymentId }),
    answers: {
      200: Obj({
        providers: Type.Array(Type.String()),
        /** With whom it was begun: then it is only that one. */
        chosen: Maybe(Type.String()),
        code: Maybe(Type.String()),
        /** The code as black squares, a line for each row of `1` and `0`; shown with a margin of four. */
        squares: Maybe(Type.Array(Type.String())),
      }),
    },
  },
  'POST /v1/payments/:payment_id/cashier': {
    summary:
      'Prepare the provider’s cashier page and get its address; the same address when asked again',
    who: 'account',
    params: Obj({ payment_id: PaymentId }),
    query: Obj({
      /** By whose cashier; not said, and several are offered: the address is our page that asks. */
      provider: Type.Optional(Type.String({ pattern: '^[a-z_]{2,20}$' })),
      /** Where on our own pages the cashier sends the buyer back to; `/pay/<id>` when not said. Of the first call. */
      return_path: Type.Optional(
        Type.String({ pattern: '^/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*$', maxLength: 300 }),
      ),
    }),
    answers: { 201: PaymentView },
    refusals: [providerSilent, providerRefused, providerChosen],
  },
  'POST /v1/payments/:payment_id/finish': {
    summary: 'Ask the provider how it went; storefront and callback end in the same place',
    who: 'account',
    params: Obj({ payment_id: PaymentId }),
    answers: { 200: PaymentView },
  },
  'POST /v1/providers/:provider/callbacks': {
    summary: 'Signed callbacks of payment providers',
    who: 'anyone',
    params: Obj({ provider: Type.String({ pattern: '^[a-z_]{2,20}$' }) }),
    raw_body: 'bytes',
    answers: { 200: Obj({ code: Type.String() }) },
    refusals: [badSignature],
    per_minute: 60_000,
  },
  'GET /v1/refunds': {
    summary: 'Refunds and where they stand',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      /** `waiting`: on its way, whatever its state. */
      state: Type.Optional(OneOf('requested', 'sent', 'succeeded', 'failed', 'waiting')),
    }),
    answers: {
      200: PageOf(
        Obj({
          id: IdOf('rfd'),
          payment_id: PaymentId,
          order_id: Maybe(IdOf('ord')),
          number: Type.String(),
          amount: Amount,
          currency: Currency,
          state: Type.String(),
          attempts: Count,
          last_error: Maybe(Type.String()),
          created_at: Instant,
        }),
      ),
    },
  },
  'POST /v1/refunds/:refund_id/attempts': {
    summary: 'Send a refund that was given up once more, under the number it has',
    who: 'operator:finance',
    params: Obj({ refund_id: IdOf('rfd') }),
    answers: { 204: Nothing },
  },
  'GET /v1/payouts': {
    summary: 'Payouts and where they stand',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      /** `waiting`: on its way; `gone_wrong`: failed, or sent back by the bank. */
      state: Type.Optional(
        OneOf(
          'requested',
          'approved',
          'held',
          'sent',
          'succeeded',
          'failed',
          'bounced',
          'waiting',
          'gone_wrong',
        ),
      ),
    }),
    answers: {
      200: PageOf(
        Obj({
          id: IdOf('pot'),
          owner_kind: OneOf('shop', 'account'),
          owner_id: Type.String(),
          number: Type.String(),
          provider: Type.String(),
          amount: Amount,
          currency: Currency,
          state: Type.String(),
          attempts: Count,
          failure_reason: Maybe(Type.String()),
          /** Why it is held back before its call, or was to the end. */
          hold_reason: Maybe(HoldReason),
          created_at: Instant,
        }),
      ),
    },
  },
})
