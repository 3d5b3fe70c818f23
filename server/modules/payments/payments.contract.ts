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
  Text,
  Type,
} from '../../kernel/contract.ts'

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
  'POST /v1/payments/:payment_id/cashier': {
    summary:
      'Prepare the provider’s cashier page and get its address; the same address when asked again',
    who: 'account',
    params: Obj({ payment_id: PaymentId }),
    answers: { 201: PaymentView },
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
    raw_body: true,
    answers: { 200: Obj({ code: Type.String() }) },
    per_minute: 60_000,
  },
  'GET /v1/payment-differences': {
    summary: 'Money that matched nothing or not exactly',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, state: Type.Optional(OneOf('open', 'resolved')) }),
    answers: {
      200: PageOf(
        Obj({
          id: IdOf('dif'),
          provider: Type.String(),
          payment_id: Maybe(PaymentId),
          provider_number: Maybe(Type.String()),
          kind: Type.String(),
          expected: Maybe(Amount),
          found: Maybe(Amount),
          words: Type.String(),
          state: Type.String(),
          created_at: Instant,
        }),
      ),
    },
  },
  'POST /v1/payment-differences/:difference_id/resolution': {
    summary: 'Close a difference with words',
    who: 'operator:finance',
    params: Obj({ difference_id: IdOf('dif') }),
    body: Obj({ resolution: Text(300) }),
    answers: { 204: Nothing },
  },
  'GET /v1/refunds': {
    summary: 'Refunds and where they stand',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      state: Type.Optional(OneOf('requested', 'sent', 'succeeded', 'failed')),
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
})
