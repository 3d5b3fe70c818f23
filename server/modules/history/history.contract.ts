import {
  Amount,
  Count,
  Currency,
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  SignedAmount,
  Type,
} from '../../kernel/contract.ts'

const ExceptionKind = OneOf(
  'rounding',
  'interest',
  'overpaid',
  'underpaid',
  'nothing_sold',
  'nothing_paid',
)

export const PastView = Obj({
  id: IdOf('pst'),
  name: Type.String(),
  source: Type.String(),
  currency: Currency,
  fee_ppm: RatePpm,
  started_at: Instant,
  /** Null while rows are still to come: an interrupted import is gone on with by running it again. */
  finished_at: Maybe(Instant),
  runs: Count,
  progress: Type.Array(
    Obj({
      stage: OneOf('sellers', 'customers', 'products', 'orders', 'lines', 'payments'),
      rows_done: Count,
      is_over: Type.Boolean(),
    }),
  ),
  orders: Count,
  booked_orders: Count,
  sellers: Count,
  /** What buyers paid for what was delivered, and how it was shared out. */
  paid: SignedAmount,
  fees: Amount,
  sellers_net: SignedAmount,
  difference: SignedAmount,
  exceptions: Type.Array(Obj({ kind: ExceptionKind, count: Count, difference: SignedAmount })),
})

export const historyContract = contract({
  'GET /v1/pasts': {
    summary: 'Marketplaces whose past was imported, with progress, totals and what did not add up',
    who: 'operator:finance',
    answers: { 200: Obj({ data: Type.Array(PastView) }) },
  },
  'GET /v1/pasts/:past_id/exceptions': {
    summary: 'Imported orders whose payments are not what goods and freight come to',
    who: 'operator:finance',
    params: Obj({ past_id: IdOf('pst') }),
    query: Obj({ ...PageQuery, kind: Type.Optional(ExceptionKind) }),
    answers: {
      200: PageOf(
        Obj({
          order: Type.String(),
          status: Type.String(),
          bought_at: Instant,
          kind: ExceptionKind,
          due_amount: Amount,
          paid_amount: Amount,
          difference: SignedAmount,
          lines_count: Count,
          payments_count: Count,
        }),
      ),
    },
  },
  'GET /v1/pasts/:past_id/sellers': {
    summary: 'Sellers of an imported past with what they sold, paid and kept',
    who: 'operator:finance',
    params: Obj({ past_id: IdOf('pst') }),
    query: Obj(PageQuery),
    answers: {
      200: PageOf(
        Obj({
          id: IdOf('psl'),
          name: Type.String(),
          city: Type.String(),
          region: Type.String(),
          orders_count: Count,
          lines_count: Count,
          goods: Amount,
          freight: Amount,
          fees: Amount,
          net: SignedAmount,
          booked: SignedAmount,
        }),
      ),
    },
  },
  'GET /v1/pasts/:past_id/sellers/:seller_id/statement': {
    summary: 'A seller’s statement: every delivered unit with the ledger entry that booked it',
    who: 'operator:finance',
    params: Obj({ past_id: IdOf('pst'), seller_id: IdOf('psl') }),
    query: Obj(PageQuery),
    answers: {
      200: PageOf(
        Obj({
          entry_id: Type.String(),
          order: Type.String(),
          position: Count,
          product: Type.String(),
          category: Maybe(Type.String()),
          bought_at: Instant,
          delivered_at: Maybe(Instant),
          price: Amount,
          freight: Amount,
          fee: Amount,
          net: SignedAmount,
          balance: SignedAmount,
        }),
      ),
    },
  },
})
