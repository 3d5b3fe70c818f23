import {
  Amount,
  Count,
  Currency,
  contract,
  Day,
  IdOf,
  Instant,
  Maybe,
  Nothing,
  Obj,
  OneOf,
  PageOf,
  PageQuery,
  SignedAmount,
  Text,
  Type,
} from '../../kernel/contract.ts'
import {
  DIFFERENCE_KINDS,
  nothingToBook,
  notRefundable,
  samePerson,
  takenByAnother,
} from './difference.ts'
import { billDayNotOver, billHasProblems, notABill } from './take-bill-file.ts'

const Kind = OneOf(...DIFFERENCE_KINDS)
const State = OneOf('open', 'taken', 'proposed', 'resolved', 'written_off')
const ProviderName = Type.String({ pattern: '^[a-z_]{2,20}$' })
const DifferenceId = Obj({ difference_id: IdOf('dif') })
const About = OneOf('payment', 'refund', 'payout', 'payout_return')

const DifferenceView = Obj({
  id: IdOf('dif'),
  provider: Type.String(),
  payment_id: Maybe(IdOf('pay')),
  /** Ours; theirs is `provider_number`. */
  number: Maybe(Type.String()),
  provider_number: Maybe(Type.String()),
  kind: Kind,
  expected: Maybe(Amount),
  expected_currency: Maybe(Currency),
  found: Maybe(Amount),
  currency: Maybe(Currency),
  words: Type.String(),
  /** Of the file that shows it. */
  day: Maybe(Day),
  state: State,
  owner_id: Maybe(IdOf('acc')),
  owner_name: Maybe(Type.String()),
  deadline_at: Maybe(Instant),
  escalations: Count,
  booking: Maybe(OneOf('send_back', 'write_off')),
  proposed_by: Maybe(IdOf('acc')),
  proposed_name: Maybe(Type.String()),
  resolution: Maybe(Type.String()),
  resolved_by: Maybe(IdOf('acc')),
  created_at: Instant,
})

const FileView = Obj({
  id: IdOf('bif'),
  provider: Type.String(),
  day: Day,
  name: Type.String(),
  format: Type.String(),
  sha256: Type.String(),
  lines_count: Count,
  passed_over: Count,
  said_rows: Maybe(Count),
  brought_by: Maybe(IdOf('acc')),
  received_at: Instant,
})

/** What a file shows: how many differences of each kind, the first of them, and how many lines our books do not have. */
const Showing = Obj({
  file: FileView,
  /** Whether it is the file that counts for its day. */
  counts: Type.Boolean(),
  unbooked: Count,
  kinds: Type.Array(Obj({ kind: Kind, count: Count })),
  first: Type.Array(
    Obj({
      kind: Kind,
      number: Type.String(),
      provider_number: Maybe(Type.String()),
      expected: Maybe(Amount),
      expected_currency: Maybe(Currency),
      found: Maybe(Amount),
      currency: Currency,
      words: Type.String(),
    }),
  ),
})

export const reconciliationContract = contract({
  'GET /v1/payment-differences': {
    summary: 'Where a provider and our books differ; newest first',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      /** `waiting`: everything that is not closed. */
      state: Type.Optional(
        OneOf('open', 'taken', 'proposed', 'resolved', 'written_off', 'waiting'),
      ),
      kind: Type.Optional(Kind),
      provider: Type.Optional(ProviderName),
      day: Type.Optional(Day),
      currency: Type.Optional(Currency),
      /** Only those that are mine, nobody's, one person's, or past a deadline. */
      owner: Type.Optional(OneOf('me', 'nobody')),
      owner_id: Type.Optional(IdOf('acc')),
      escalated: Type.Optional(Type.Boolean()),
      /** At least so many days old, and younger than so many. */
      days: Type.Optional(Type.Integer({ minimum: 0, maximum: 3650 })),
      under_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
    }),
    answers: { 200: PageOf(DifferenceView) },
  },
  'GET /v1/payment-differences/:difference_id/history': {
    summary: 'Who did what with a difference, oldest first',
    who: 'operator:finance',
    params: DifferenceId,
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            from_state: Maybe(Type.String()),
            to_state: Type.String(),
            actor: Type.String(),
            reason: Type.String(),
            at: Instant,
          }),
        ),
      }),
    },
  },
  'POST /v1/payment-differences/:difference_id/taking': {
    summary: 'Take a difference: one person answers for it',
    who: 'operator:finance',
    params: DifferenceId,
    answers: { 204: Nothing },
    refusals: [takenByAnother],
  },
  'POST /v1/payment-differences/:difference_id/leaving': {
    summary: 'Put a difference back into the queue of all',
    who: 'operator:finance',
    params: DifferenceId,
    answers: { 204: Nothing },
    refusals: [takenByAnother],
  },
  'POST /v1/payment-differences/:difference_id/resolution': {
    summary:
      'Close a difference with words; where that books money, another person has to release it',
    who: 'operator:finance',
    params: DifferenceId,
    body: Obj({
      resolution: Text(300),
      /** `send_back`: the unmatched money goes back to its payer. `write_off`: the platform bears what differs. */
      booking: Type.Optional(OneOf('send_back', 'write_off')),
    }),
    answers: { 204: Nothing },
    refusals: [notRefundable, nothingToBook, takenByAnother],
  },
  'POST /v1/payment-differences/:difference_id/release': {
    summary: 'Let a proposed booking go, as a second person',
    who: 'operator:finance',
    params: DifferenceId,
    answers: { 204: Nothing },
    refusals: [samePerson, notRefundable, nothingToBook],
  },
  'POST /v1/payment-differences/:difference_id/refusal': {
    summary: 'Refuse a proposed booking: the difference is its owner’s again',
    who: 'operator:finance',
    params: DifferenceId,
    answers: { 204: Nothing },
  },
  'GET /v1/provider-bills': {
    summary: 'Days that were held against a provider’s file, newest first',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, provider: Type.Optional(ProviderName) }),
    answers: {
      200: PageOf(
        Obj({
          provider: Type.String(),
          day: Day,
          file_id: Maybe(IdOf('bif')),
          lines_count: Count,
          /** Signed as money moves, by currency: ours − theirs is what the day’s differences explain. */
          sums: Type.Array(
            Obj({
              currency: Currency,
              ours: SignedAmount,
              theirs: SignedAmount,
              explained: SignedAmount,
              fee: Amount,
            }),
          ),
          differences_count: Count,
          waiting_count: Count,
          checked_at: Instant,
        }),
      ),
    },
  },
  'GET /v1/provider-trades': {
    summary:
      'Our own trades at a provider, signed as money moves, newest first: what the figures of its days add up',
    who: 'operator:finance',
    query: Obj({
      ...PageQuery,
      provider: ProviderName,
      day: Type.Optional(Day),
      currency: Type.Optional(Currency),
      /** Only those of days whose file is not there yet, or only the others. */
      unchecked: Type.Optional(Type.Boolean()),
    }),
    answers: {
      200: PageOf(
        Obj({
          id: Type.String(),
          about: About,
          number: Type.String(),
          provider_number: Maybe(Type.String()),
          amount: SignedAmount,
          currency: Currency,
          order_id: Maybe(IdOf('ord')),
          day: Day,
          is_checked: Type.Boolean(),
          at: Instant,
        }),
      ),
    },
  },
  'GET /v1/bill-files/:file_id/lines': {
    summary: 'The lines of a file, in its order',
    who: 'operator:finance',
    params: Obj({ file_id: IdOf('bif') }),
    query: Obj({
      ...PageQuery,
      number: Type.Optional(Type.String({ maxLength: 64 })),
      currency: Type.Optional(Currency),
    }),
    answers: {
      200: PageOf(
        Obj({
          id: Type.String(),
          about: About,
          number: Type.String(),
          provider_number: Type.String(),
          amount: Amount,
          currency: Currency,
          fee: SignedAmount,
          state: Type.String(),
          finished_at: Instant,
        }),
      ),
    },
  },
  'POST /v1/bill-files': {
    summary:
      'Bring a provider’s file of a day (its bytes as the body) and see what it would find; nothing is changed',
    who: 'operator:finance',
    query: Obj({ provider: ProviderName, day: Day, name: Type.Optional(Text(120)) }),
    raw_body: 'bytes',
    body_limit: 32 * 1024 * 1024,
    answers: { 201: Showing },
    refusals: [notABill, billHasProblems, billDayNotOver],
  },
  'GET /v1/bill-files': {
    summary: 'Files, fetched and brought, newest first',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, provider: Type.Optional(ProviderName), day: Type.Optional(Day) }),
    answers: { 200: PageOf(Obj({ ...FileView.properties, counts: Type.Boolean() })) },
  },
  'GET /v1/bill-files/:file_id': {
    summary: 'What a file shows against our books as they are now',
    who: 'operator:finance',
    params: Obj({ file_id: IdOf('bif') }),
    answers: { 200: Showing },
  },
  'POST /v1/bill-files/:file_id/application': {
    summary: 'Make a file the one that counts for its day; again it changes nothing',
    who: 'operator:finance',
    params: Obj({ file_id: IdOf('bif') }),
    answers: { 204: Nothing },
  },
  'GET /v1/finance-desk': {
    summary: 'What the ledger holds by kind of account, beside what providers hold, and what waits',
    who: 'operator:finance',
    answers: {
      200: Obj({
        kinds: Type.Array(
          Obj({
            kind: Type.String(),
            currency: Currency,
            balance: SignedAmount,
            accounts_count: Count,
          }),
        ),
        /** What each provider should hold for all of us by our books and by its files of the days that were checked. */
        mirror: Type.Array(
          Obj({
            provider: Type.String(),
            currency: Currency,
            ours: SignedAmount,
            theirs: SignedAmount,
            fees: SignedAmount,
            /** Moved by our books on days whose file is not there yet. */
            unchecked: SignedAmount,
            checked_until: Maybe(Day),
          }),
        ),
        waiting: Type.Array(
          Obj({ kind: Kind, count: Count, oldest_at: Instant, escalated: Count }),
        ),
        /** The same by age, owner and currency: `apart` is how much is apart together. */
        ages: Type.Array(
          Obj({
            from_days: Count,
            /** The age at which the next part begins; null for the oldest. */
            under_days: Maybe(Count),
            owner_id: Maybe(IdOf('acc')),
            owner_name: Maybe(Type.String()),
            currency: Maybe(Currency),
            count: Count,
            apart: Amount,
            oldest_at: Instant,
          }),
        ),
        refunds_failed: Count,
        refunds_waiting: Count,
        payouts_waiting: Count,
        payouts_failed: Count,
      }),
    },
  },
})
