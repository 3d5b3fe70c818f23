import {
  Amount,
  Count,
  Currency,
  contract,
  Day,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  RatePpm,
  SignedAmount,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { PaymentView } from '../payments/payments.contract.ts'
import { ShopId } from '../shops/shops.contract.ts'
import { HoldReason, PayoutState, payoutRunsContract } from './payout-runs.contract.ts'
import { refundFeesContract } from './refund-fees.contract.ts'
import { balanceTooLow, depositNotDue, payoutAccountMissing, payoutBlocked } from './settle.ts'
import { tiersContract } from './tiers.contract.ts'

export const SettlementLineView = Obj({
  id: IdOf('lin'),
  order_id: IdOf('ord'),
  order_number: Type.String(),
  title: Type.String(),
  quantity: Type.Integer(),
  currency: Currency,
  state: OneOf('pending', 'counting', 'held', 'settled', 'void'),
  settle_at: Maybe(Instant),
  settled_at: Maybe(Instant),
  paid_amount: Amount,
  refunded_amount: Amount,
  platform_discount: Amount,
  creator_discount: Amount,
  income: Amount,
  fee_ppm: RatePpm,
  fee: Amount,
  commission_ppm: RatePpm,
  commission: Amount,
  leader_fee: Amount,
  premium: Amount,
  /** Below zero where what is kept of the fee or the premium is all that is left of a returned line. */
  merchant_net: SignedAmount,
  clawed_back: Amount,
  /** By which the shop waits, frozen on the day of payment. */
  tier: Type.String(),
  hold_days: Count,
  /** At payment; `commission` is what is true after refunds. */
  estimated_commission: Amount,
  /** The agency's part of the commission. */
  agency_fee: Amount,
  creator_settle_at: Maybe(Instant),
  creator_settled_at: Maybe(Instant),
})
const LineExplained = Obj({
  id: IdOf('lin'),
  order_id: IdOf('ord'),
  order_number: Type.String(),
  title: Type.String(),
  currency: Currency,
  state: OneOf('pending', 'counting', 'held', 'settled', 'void'),
  tier: Type.String(),
  hold_days: Count,
  settle_at: Maybe(Instant),
  settled_at: Maybe(Instant),
  creator_tier: Maybe(Type.String()),
  creator_hold_days: Maybe(Count),
  creator_settle_at: Maybe(Instant),
  creator_settled_at: Maybe(Instant),
  reserve_ppm: RatePpm,
  reserve_days: Count,
  journals: Type.Array(
    Obj({
      id: Type.String(),
      kind: Type.String(),
      at: Instant,
      booked_on: Day,
      entries: Type.Array(
        Obj({
          id: Type.String(),
          account_kind: Type.String(),
          amount: SignedAmount,
          is_mine: Type.Boolean(),
        }),
      ),
    }),
  ),
})
const BalanceView = Obj({
  currency: Currency,
  /** Paid by buyers, not yet settled (estimated net). */
  pending: SignedAmount,
  /** May be paid out now. */
  available: SignedAmount,
  /** Owed from clawbacks; later earnings are set off against it. */
  debt: Amount,
  in_transit: Amount,
  paid_out: Amount,
  deposit: Amount,
  /** Settled and put aside for some days. */
  reserved: Amount,
  /** Given to buyers in red packets and not earned back yet: what may be paid out is less by it. */
  given: Amount,
})
const StatementView = Obj({
  id: IdOf('stm'),
  day: Day,
  currency: Currency,
  lines_count: Count,
  income: SignedAmount,
  fees: Amount,
  commissions: Amount,
  clawed_back: Amount,
  /** Put aside that day, less what was let go again. */
  reserved: SignedAmount,
  /** Given to buyers in red packets, less what came back with refunds; a host's own. */
  given: SignedAmount,
  net: SignedAmount,
  /** Asked to be paid out that day, less `paid_back`. */
  paid_out: SignedAmount,
  /** Payouts that came back that day: refused, or sent back by the bank. */
  paid_back: Amount,
  balance_after: SignedAmount,
})
const StatementEntryView = Obj({
  id: Type.String(),
  journal_id: Type.String(),
  at: Instant,
  kind: Type.String(),
  /** The journal's own words; a payout's number, and why it came back. */
  memo: Type.String(),
  account: OneOf('available', 'debt', 'reserve', 'subsidy'),
  order_line_id: Maybe(IdOf('lin')),
  order_number: Maybe(Type.String()),
  title: Maybe(Type.String()),
  quantity: Maybe(Type.Integer()),
  income: Maybe(SignedAmount),
  fee: Maybe(SignedAmount),
  commission: Maybe(SignedAmount),
  premium: Maybe(SignedAmount),
  amount: SignedAmount,
  balance_after: SignedAmount,
  currency: Currency,
})
const StatementSum = OneOf(
  'lines',
  'income',
  'fees',
  'commissions',
  'clawed_back',
  'reserved',
  'given',
  'net',
  'paid_out',
  'paid_back',
)
/** `of`: only the entries that this sum of the statement adds up. */
const StatementEntriesQuery = Obj({ ...PageQuery, of: Type.Optional(StatementSum) })
/** Payouts on their way, arrived, or refused and sent back. */
const PayoutsQuery = Obj({
  ...PageQuery,
  standing: Type.Optional(OneOf('in_transit', 'arrived', 'back')),
})
const ExportQuery = Obj({ format: Type.Optional(OneOf('csv', 'xlsx')) })
const PayoutView = Obj({
  id: IdOf('pot'),
  number: Type.String(),
  amount: Amount,
  currency: Currency,
  state: PayoutState,
  state_at: Instant,
  /** Until then it waits; then what is published for its state happens. */
  deadline_at: Maybe(Instant),
  failure_reason: Maybe(Type.String()),
  hold_reason: Maybe(HoldReason),
  bank_account: Type.String({ description: 'masked' }),
  created_at: Instant,
})
const PayoutAccountView = Obj({
  holder: Type.String(),
  bank: Type.String(),
  account_number: Type.String({ description: 'masked' }),
  changed_at: Instant,
})
const PayoutAccountBody = Obj({
  holder: Text(80),
  bank: Text(80),
  account_number: Type.String({ pattern: '^[0-9A-Z ]{6,40}$' }),
})
const PayoutBody = Obj({
  amount: Type.Integer({ minimum: 1, maximum: 9_007_199_254_740_991 }),
  currency: Currency,
})
const EarningView = Obj({
  id: IdOf('lin'),
  order_number: Type.String(),
  title: Type.String(),
  shop_name: Type.String(),
  room_title: Maybe(Type.String()),
  quantity: Type.Integer(),
  state: Type.String(),
  /** As what one has a part in it; `rate_ppm` is of what was paid, an agency's of the commission. */
  role: OneOf('creator', 'agency', 'leader'),
  rate_ppm: RatePpm,
  currency: Currency,
  /** At payment, and what is true after refunds. */
  estimated: Amount,
  effective: SignedAmount,
  /** Of it, an agency's. */
  agency_fee: Amount,
  clawed_back: Amount,
  settle_at: Maybe(Instant),
  settled_at: Maybe(Instant),
})
const ShopParam = Obj({ shop_id: ShopId })
const EntryShown = Obj({
  id: Type.String(),
  kind: Type.String(),
  memo: Type.String(),
  amount: SignedAmount,
  balance_after: SignedAmount,
  currency: Currency,
  account_kind: Type.String(),
  order_number: Maybe(Type.String()),
  at: Instant,
})

const OrderShareView = Obj({
  id: IdOf('lin'),
  currency: Currency,
  state: OneOf('pending', 'counting', 'held', 'settled', 'void'),
  tier: Type.String(),
  hold_days: Count,
  settle_at: Maybe(Instant),
  settled_at: Maybe(Instant),
  creator_settle_at: Maybe(Instant),
  creator_settled_at: Maybe(Instant),
  /** All parts on what is left after refunds; `income + freight` is the sum of fee, commission, leader fee, premium and net. */
  paid: Amount,
  income: Amount,
  freight: Amount,
  fee: Amount,
  estimated_commission: Amount,
  commission: Amount,
  /** Of the commission, the agency's; of the leader fee, the platform's. */
  agency_fee: Amount,
  leader_fee: Amount,
  leader_cut: Amount,
  premium: Amount,
  merchant_net: SignedAmount,
  clawed_back: Amount,
  creator_clawed: Amount,
})

export const moneyContract = contract({
  'GET /v1/order-shares/:order_id': {
    summary:
      'Who gets what of each line of an order, estimated and after refunds; empty until it is paid',
    who: 'operator:finance',
    params: Obj({ order_id: IdOf('ord') }),
    answers: { 200: Obj({ data: Type.Array(OrderShareView) }) },
  },
  'GET /v1/shops/:shop_id/balance': {
    summary: 'What the shop has, will have and owes',
    who: 'shop',
    params: ShopParam,
    answers: { 200: BalanceView },
  },
  'GET /v1/shops/:shop_id/settlement-lines': {
    summary: 'Line by line: price, shares, net, when it settles',
    who: 'shop',
    params: ShopParam,
    query: Obj({
      ...PageQuery,
      /** `waiting`: whatever is not settled yet and not void. */
      state: Type.Optional(OneOf('pending', 'counting', 'held', 'settled', 'void', 'waiting')),
      day: Type.Optional(Day),
    }),
    answers: { 200: PageOf(SettlementLineView) },
  },
  'GET /v1/shops/:shop_id/ledger-entries': {
    summary: 'Every entry on the shop’s accounts, or on one of them',
    who: 'shop',
    params: ShopParam,
    query: Obj({
      ...PageQuery,
      account: Type.Optional(OneOf('available', 'debt', 'reserve', 'in_transit', 'deposit')),
    }),
    answers: { 200: PageOf(EntryShown) },
  },
  'GET /v1/shops/:shop_id/statements': {
    summary: 'Daily statements, newest first',
    who: 'shop',
    params: ShopParam,
    query: Obj(PageQuery),
    answers: { 200: PageOf(StatementView) },
  },
  'GET /v1/shops/:shop_id/statements/:day': {
    summary: 'One day’s statement as CSV or XLSX, a row for every ledger entry',
    who: 'shop',
    params: Obj({ shop_id: ShopId, day: Day }),
    query: ExportQuery,
    answers: { 200: Type.Unknown() },
  },
  'GET /v1/shops/:shop_id/statements/:day/entries': {
    summary: 'What moved that day, oldest first: each entry with its order line and its journal',
    who: 'shop',
    params: Obj({ shop_id: ShopId, day: Day }),
    query: StatementEntriesQuery,
    answers: { 200: PageOf(StatementEntryView) },
  },
  'GET /v1/shops/:shop_id/settlement-lines/:line_id': {
    summary: 'How a line came to its figures: its tier and every journal that moved its money',
    who: 'shop',
    params: Obj({ shop_id: ShopId, line_id: IdOf('lin') }),
    answers: { 200: LineExplained },
  },
  'GET /v1/shops/:shop_id/payout-account': {
    summary: 'Where the shop’s money goes',
    who: 'shop',
    params: ShopParam,
    answers: { 200: Maybe(PayoutAccountView) },
  },
  'PUT /v1/shops/:shop_id/payout-account': {
    summary: 'Change where the money goes (owner)',
    who: 'shop',
    params: ShopParam,
    body: PayoutAccountBody,
    answers: { 200: PayoutAccountView },
  },
  'GET /v1/shops/:shop_id/payouts': {
    summary: 'Payouts and their states',
    who: 'shop',
    params: ShopParam,
    query: PayoutsQuery,
    answers: { 200: PageOf(PayoutView) },
  },
  'POST /v1/shops/:shop_id/payouts': {
    summary: 'Have available money paid out (owner)',
    who: 'shop',
    params: ShopParam,
    idempotent: true,
    body: PayoutBody,
    answers: { 201: PayoutView },
    refusals: [balanceTooLow, payoutAccountMissing, payoutBlocked],
  },
  'POST /v1/shops/:shop_id/deposit-payments': {
    summary: 'Pay the deposit that is due, at the cashier',
    who: 'shop',
    params: ShopParam,
    idempotent: true,
    answers: { 201: PaymentView },
    refusals: [depositNotDue],
  },
  'GET /v1/me/balance': {
    summary: 'What a creator has, will have and owes',
    who: 'account',
    answers: { 200: BalanceView },
  },
  'GET /v1/me/earnings': {
    summary: 'What I earn line by line as creator, agency or leader, estimated and effective',
    who: 'account',
    query: Obj(PageQuery),
    answers: { 200: PageOf(EarningView) },
  },
  'GET /v1/me/statements': {
    summary: 'My daily statements, newest first',
    who: 'account',
    query: Obj(PageQuery),
    answers: { 200: PageOf(StatementView) },
  },
  'GET /v1/me/statements/:day': {
    summary: 'My statement of one day as CSV or XLSX',
    who: 'account',
    params: Obj({ day: Day }),
    query: ExportQuery,
    answers: { 200: Type.Unknown() },
  },
  'GET /v1/me/statements/:day/entries': {
    summary: 'What moved that day on my accounts, oldest first',
    who: 'account',
    params: Obj({ day: Day }),
    query: StatementEntriesQuery,
    answers: { 200: PageOf(StatementEntryView) },
  },
  'GET /v1/me/payout-account': {
    summary: 'Where my money goes',
    who: 'account',
    answers: { 200: Maybe(PayoutAccountView) },
  },
  'PUT /v1/me/payout-account': {
    summary: 'Change where my money goes',
    who: 'account',
    body: PayoutAccountBody,
    answers: { 200: PayoutAccountView },
  },
  'GET /v1/me/payouts': {
    summary: 'My payouts',
    who: 'account',
    query: PayoutsQuery,
    answers: { 200: PageOf(PayoutView) },
  },
  'POST /v1/me/payouts': {
    summary: 'Have my commission paid out',
    who: 'account',
    idempotent: true,
    body: PayoutBody,
    answers: { 201: PayoutView },
    refusals: [balanceTooLow, payoutAccountMissing, payoutBlocked],
  },
  'GET /v1/platform-figures': {
    summary: 'The numbers of the platform: sales, shares, what is held',
    who: 'operator',
    answers: {
      200: Obj({
        currency: Currency,
        gmv: Amount,
        orders: Count,
        refunded: Amount,
        fees: SignedAmount,
        commissions: SignedAmount,
        merchants_pending: SignedAmount,
        merchants_available: SignedAmount,
        creators_available: SignedAmount,
        deposits: Amount,
        own_share_ppm: RatePpm,
        today: Obj({ gmv: Amount, orders: Count }),
      }),
    },
  },
})

/** Everything this module answers about shares, statements, payouts and tiers. */
export const settlementContract = {
  ...moneyContract,
  ...tiersContract,
  ...refundFeesContract,
  ...payoutRunsContract,
}
