import {
  contract,
  IdOf,
  Instant,
  Maybe,
  Obj,
  OneOf,
  RatePpm,
  Text,
  Type,
} from '../../kernel/contract.ts'
import { AccountId } from '../accounts/accounts.contract.ts'
import { agencyAsked, agencyBound, notAnAgency, ownAgency } from './agency.ts'
import { onlyCreators } from './plan.ts'

const AgreementId = IdOf('agr')
const Agency = Obj({ name: Maybe(Type.String()) })
const Agreement = Obj({
  id: AgreementId,
  agency_id: AccountId,
  agency_name: Type.String(),
  creator_id: AccountId,
  creator_nickname: Type.String(),
  /** Which of the two I am. */
  i_am: OneOf('agency', 'creator'),
  /** The agency's part of the creator's commission. */
  share_ppm: RatePpm,
  state: OneOf('invited', 'active', 'ending', 'ended', 'declined', 'withdrawn', 'lapsed'),
  /** An invitation lapses then; an agreement under notice ends. */
  deadline_at: Maybe(Instant),
  invited_at: Instant,
  started_at: Maybe(Instant),
  ends_at: Maybe(Instant),
})
const One = Obj({ agreement_id: AgreementId })

export const agenciesContract = contract({
  'GET /v1/me/agency': {
    summary: 'Under which name I act as an agency, if I do',
    who: 'account',
    answers: { 200: Agency },
  },
  'PUT /v1/me/agency': {
    summary: 'Act as an agency under this name',
    who: 'account',
    body: Obj({ name: Text(40) }),
    answers: { 200: Agency },
  },
  'GET /v1/me/agreements': {
    summary: 'Agreements between agencies and creators that I am a side of, newest first',
    who: 'account',
    answers: { 200: Obj({ data: Type.Array(Agreement) }) },
  },
  'POST /v1/me/agreements': {
    summary: 'As an agency invite a creator to share their commission; lapses after seven days',
    who: 'account',
    body: Obj({
      creator_id: AccountId,
      share_ppm: Type.Integer({ minimum: 1, maximum: 900_000 }),
    }),
    answers: { 201: Agreement },
    refusals: [notAnAgency, onlyCreators, ownAgency, agencyAsked],
  },
  'POST /v1/me/agreements/:agreement_id/acceptance': {
    summary: 'Accept an agency’s invitation: its share counts for orders from now on',
    who: 'account',
    params: One,
    answers: { 201: Agreement },
    refusals: [agencyBound],
  },
  'POST /v1/me/agreements/:agreement_id/refusal': {
    summary: 'Decline an invitation as a creator, or take it back as the agency',
    who: 'account',
    params: One,
    answers: { 201: Agreement },
  },
  'POST /v1/me/agreements/:agreement_id/notice': {
    summary: 'End an agreement, from either side: it stays in force for thirty more days',
    who: 'account',
    params: One,
    answers: { 201: Agreement },
  },
})
