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
import { needsSecondPerson, payoutNotWaiting, runEmpty } from './payout-run.ts'

export const PayoutState = OneOf(
  'requested',
  'approved',
  'held',
  'sent',
  'succeeded',
  'failed',
  'bounced',
)
/** Why a released payout is held back before its call, or was to the end. */
export const HoldReason = OneOf('account_stopped', 'account_changed', 'shop_suspended')

const RunView = Obj({
  id: IdOf('prn'),
  currency: Currency,
  payouts_count: Count,
  amount: Amount,
  state: OneOf('prepared', 'released', 'cancelled'),
  state_at: Instant,
  /** Not released by then, it is cancelled by itself. */
  deadline_at: Maybe(Instant),
  prepared_by: IdOf('acc'),
  prepared_by_name: Type.String(),
  released_by: Maybe(IdOf('acc')),
  released_by_name: Maybe(Type.String()),
  created_at: Instant,
})
const StaffPayoutView = Obj({
  id: IdOf('pot'),
  number: Type.String(),
  amount: Amount,
  currency: Currency,
  state: PayoutState,
  state_at: Instant,
  deadline_at: Maybe(Instant),
  failure_reason: Maybe(Type.String()),
  hold_reason: Maybe(HoldReason),
  bank_account: Type.String({ description: 'masked' }),
  created_at: Instant,
  owner_kind: OneOf('shop', 'account'),
  owner_id: Type.String(),
  owner_name: Maybe(Type.String()),
})
const RunParam = Obj({ run_id: IdOf('prn') })

export const payoutRunsContract = contract({
  'GET /v1/waiting-payouts': {
    summary: 'Payouts that wait for a run, or are held back after their release, oldest first',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, held: Type.Optional(Type.Boolean()) }),
    answers: { 200: PageOf(StaffPayoutView) },
  },
  'GET /v1/payout-runs': {
    summary: 'Payout runs, newest first',
    who: 'operator:finance',
    query: Obj(PageQuery),
    answers: { 200: PageOf(RunView) },
  },
  'GET /v1/payout-runs/:run_id': {
    summary: 'One payout run',
    who: 'operator:finance',
    params: RunParam,
    answers: { 200: RunView },
  },
  'GET /v1/payout-runs/:run_id/payouts': {
    summary: 'The payouts of a run',
    who: 'operator:finance',
    params: RunParam,
    query: Obj(PageQuery),
    answers: { 200: PageOf(StaffPayoutView) },
  },
  'POST /v1/payout-runs': {
    summary: 'Prepare a run of the payouts that wait; another person releases it',
    who: 'operator:finance',
    idempotent: true,
    body: Obj({
      currency: Currency,
      /** Only these; unless said, the oldest that wait. */
      payout_ids: Type.Optional(Type.Array(IdOf('pot'), { minItems: 1, maxItems: 1_000 })),
    }),
    answers: { 201: RunView },
    refusals: [runEmpty],
  },
  'POST /v1/payout-runs/:run_id/release': {
    summary: 'Release a run that somebody else prepared: its payouts go out',
    who: 'operator:finance',
    params: RunParam,
    idempotent: true,
    answers: { 201: RunView },
    refusals: [needsSecondPerson],
  },
  'POST /v1/payout-runs/:run_id/cancellation': {
    summary: 'Give a run up; its payouts wait for another one',
    who: 'operator:finance',
    params: RunParam,
    body: Obj({ reason: Text(300) }),
    answers: { 201: RunView },
  },
  'POST /v1/payouts/:payout_id/refusal': {
    summary:
      'End a payout that waits or is held back; its owner is told why and has the money back',
    who: 'operator:finance',
    params: Obj({ payout_id: IdOf('pot') }),
    body: Obj({ reason: Text(300) }),
    answers: { 204: Nothing },
    refusals: [payoutNotWaiting],
  },
})
