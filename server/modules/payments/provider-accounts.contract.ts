import {
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
import { providerAccountMalformed, providerNotConnected } from './provider-account.ts'

const State = OneOf('pending', 'verified', 'disabled')
const AccountView = Obj({
  id: IdOf('pva'),
  provider: Type.String(),
  external_id: Type.String({ description: 'hidden but its last four' }),
  holder: Type.String(),
  state: State,
  state_at: Instant,
  /** Not verified by then, it has to be named anew. */
  deadline_at: Maybe(Instant),
  /** The words of whoever disabled it; else a stable word: `named`, `verified`, `replaced`, `ended`, `not_verified_in_time`. */
  why: Type.String(),
  /** What settles is sent there by itself. */
  is_automatic: Type.Boolean(),
  created_at: Instant,
})
const StaffAccountView = Obj({
  id: IdOf('pva'),
  provider: Type.String(),
  external_id: Type.String(),
  holder: Type.String(),
  state: State,
  state_at: Instant,
  deadline_at: Maybe(Instant),
  why: Type.String(),
  created_at: Instant,
  owner_kind: OneOf('shop', 'account'),
  owner_id: Type.String(),
  owner_name: Type.String(),
  named_by_name: Type.String(),
})
const Accounts = Obj({
  /** With whom an account can be named. */
  providers: Type.Array(Type.String()),
  data: Type.Array(AccountView),
})
const Naming = Obj({
  provider: Type.String({ pattern: '^[a-z_]{2,20}$' }),
  /** An openid of WeChat, a member number or login of Alipay, `acct_…` of Stripe, `sbx_…` of the sandbox. */
  external_id: Text(200, 3),
  /** In whose name it is there. */
  holder: Text(100),
})
const Sending = Obj({ is_automatic: Type.Boolean() })
const ShopParam = Obj({ shop_id: IdOf('shp') })
const IdParam = Obj({ provider_account_id: IdOf('pva') })
const refusals = [providerNotConnected, providerAccountMalformed]

export const providerAccountsContract = contract({
  'GET /v1/shops/:shop_id/provider-accounts': {
    summary: 'Accounts of the shop with payment providers',
    who: 'shop',
    params: ShopParam,
    answers: { 200: Accounts },
  },
  'POST /v1/shops/:shop_id/provider-accounts': {
    summary: 'Name an account of the shop with a provider; used once verified (owner)',
    who: 'shop',
    params: ShopParam,
    body: Naming,
    answers: { 201: Accounts },
    refusals,
  },
  'POST /v1/shops/:shop_id/provider-accounts/:provider_account_id/end': {
    summary: 'Use an account no more (owner)',
    who: 'shop',
    params: Obj({ shop_id: IdOf('shp'), provider_account_id: IdOf('pva') }),
    answers: { 201: Accounts },
  },
  'PUT /v1/shops/:shop_id/provider-accounts/:provider_account_id/sending': {
    summary: 'Have what settles sent to an account by itself, or only on request (owner)',
    who: 'shop',
    params: Obj({ shop_id: IdOf('shp'), provider_account_id: IdOf('pva') }),
    body: Sending,
    answers: { 200: Accounts },
  },
  'GET /v1/me/provider-accounts': {
    summary: 'My accounts with payment providers',
    who: 'account',
    answers: { 200: Accounts },
  },
  'POST /v1/me/provider-accounts': {
    summary: 'Name an account of mine with a provider; used once verified',
    who: 'account',
    body: Naming,
    answers: { 201: Accounts },
    refusals,
  },
  'POST /v1/me/provider-accounts/:provider_account_id/end': {
    summary: 'Use an account of mine no more',
    who: 'account',
    params: IdParam,
    answers: { 201: Accounts },
  },
  'PUT /v1/me/provider-accounts/:provider_account_id/sending': {
    summary: 'Have what settles sent to an account of mine by itself, or only on request',
    who: 'account',
    params: IdParam,
    body: Sending,
    answers: { 200: Accounts },
  },
  'GET /v1/provider-accounts': {
    summary:
      'Accounts with payment providers of one state; unless said, those that wait to be verified',
    who: 'operator:finance',
    query: Obj({ ...PageQuery, state: Type.Optional(State) }),
    answers: { 200: PageOf(StaffAccountView) },
  },
  'POST /v1/provider-accounts/:provider_account_id/verification': {
    summary: 'Say that an account is its owner’s: payouts go there from now on',
    who: 'operator:finance',
    params: IdParam,
    answers: { 204: Nothing },
  },
  'POST /v1/provider-accounts/:provider_account_id/disablement': {
    summary: 'Stop the use of an account and say why; what waits to be paid out there returns',
    who: 'operator:finance',
    params: IdParam,
    body: Obj({ reason: Text(300) }),
    answers: { 204: Nothing },
  },
})
