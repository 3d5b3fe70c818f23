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
import {
  badCredentials,
  demoOnly,
  nameTaken,
  passwordTooCommon,
  selfFollow,
  tooManyAddresses,
} from './account.ts'

export const AccountId = IdOf('acc')

/** What anybody may know of a person. */
export const PersonView = Obj({
  id: AccountId,
  nickname: Type.String(),
  avatar_url: Maybe(Type.String()),
  bio: Type.String(),
  is_creator: Type.Boolean(),
  followers: Type.Integer(),
})

/** What the person behind a session knows of itself. */
export const MeView = Obj({
  id: AccountId,
  nickname: Type.String(),
  avatar_url: Maybe(Type.String()),
  bio: Type.String(),
  language: OneOf('zh-CN', 'en'),
  is_creator: Type.Boolean(),
  duties: Type.Array(OneOf('reviewer', 'judge', 'finance', 'admin')),
  /** Shops where this person is staff. */
  shops: Type.Array(
    Obj({
      id: IdOf('shp'),
      name: Type.String(),
      role: OneOf('owner', 'manager', 'clerk'),
      state: Type.String(),
    }),
  ),
  sign_in_names: Type.Array(Type.String({ description: 'masked' })),
  following: Type.Integer(),
  followers: Type.Integer(),
})

export const AddressFields = {
  recipient: Text(40),
  phone: Type.String({ pattern: '^\\+?[0-9][0-9 -]{5,18}$' }),
  province: Text(40),
  city: Text(40),
  district: Text(60),
  street: Text(120),
}
export const AddressView = Obj({ id: IdOf('adr'), ...AddressFields, is_default: Type.Boolean() })

const Password = Type.String({ minLength: 8, maxLength: 128 })
/** A phone number or an e-mail address. */
const SignInName = Text(320, 3)

export const accountsContract = contract({
  'POST /v1/registration': {
    summary: 'Register with a phone number or e-mail address; signs in',
    who: 'anyone',
    per_minute: 20,
    body: Obj({
      sign_in_name: SignInName,
      password: Password,
      nickname: Text(24),
      language: Type.Optional(OneOf('zh-CN', 'en')),
    }),
    answers: { 201: MeView },
    refusals: [nameTaken, passwordTooCommon],
  },
  'POST /v1/session': {
    summary: 'Sign in; sets the session cookie',
    who: 'anyone',
    per_minute: 30,
    body: Obj({ sign_in_name: SignInName, password: Type.String({ maxLength: 128 }) }),
    answers: { 201: MeView },
    refusals: [badCredentials],
  },
  'DELETE /v1/session': { summary: 'Sign out', who: 'account', answers: { 204: Nothing } },
  'GET /v1/me': { summary: 'Who am I', who: 'account', answers: { 200: MeView } },
  'PATCH /v1/me': {
    summary: 'Change nickname, words about me, language; become a creator',
    who: 'account',
    body: Obj({
      nickname: Type.Optional(Text(24)),
      bio: Type.Optional(Text(300, 0)),
      language: Type.Optional(OneOf('zh-CN', 'en')),
      is_creator: Type.Optional(Type.Literal(true)),
    }),
    answers: { 200: MeView },
  },
  'PUT /v1/me/password': {
    summary: 'Change the password; ends all other sessions',
    who: 'account',
    per_minute: 10,
    body: Obj({ current: Type.String({ maxLength: 128 }), password: Password }),
    answers: { 204: Nothing },
    refusals: [badCredentials, passwordTooCommon],
  },
  'GET /v1/me/keys': {
    summary: 'My machine keys',
    who: 'account',
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            id: IdOf('key'),
            name: Type.String(),
            shown: Type.String(),
            created_at: Instant,
            expires_at: Instant,
            used_at: Maybe(Instant),
          }),
        ),
      }),
    },
  },
  'POST /v1/me/keys': {
    summary: 'Make a bearer key for a machine; the key is shown once',
    who: 'account',
    body: Obj({ name: Text(60), days: Type.Integer({ minimum: 1, maximum: 366 }) }),
    answers: { 201: Obj({ id: IdOf('key'), key: Type.String(), expires_at: Instant }) },
  },
  'DELETE /v1/me/keys/:key_id': {
    summary: 'Revoke a machine key at once',
    who: 'account',
    params: Obj({ key_id: IdOf('key') }),
    answers: { 204: Nothing },
  },
  'GET /v1/me/addresses': {
    summary: 'My addresses, default first',
    who: 'account',
    answers: { 200: Obj({ data: Type.Array(AddressView) }) },
  },
  'POST /v1/me/addresses': {
    summary: 'Add an address',
    who: 'account',
    body: Obj({ ...AddressFields, is_default: Type.Optional(Type.Boolean()) }),
    answers: { 201: AddressView },
    refusals: [tooManyAddresses],
  },
  'PUT /v1/me/addresses/:address_id': {
    summary: 'Change an address',
    who: 'account',
    params: Obj({ address_id: IdOf('adr') }),
    body: Obj({ ...AddressFields, is_default: Type.Optional(Type.Boolean()) }),
    answers: { 200: AddressView },
  },
  'DELETE /v1/me/addresses/:address_id': {
    summary: 'Remove an address',
    who: 'account',
    params: Obj({ address_id: IdOf('adr') }),
    answers: { 204: Nothing },
  },
  'GET /v1/people/:account_id': {
    summary: 'A person’s public page',
    who: 'anyone',
    params: Obj({ account_id: AccountId }),
    answers: { 200: Obj({ ...PersonView.properties, is_followed: Type.Boolean() }) },
  },
  'PUT /v1/people/:account_id/follow': {
    summary: 'Follow',
    who: 'account',
    params: Obj({ account_id: AccountId }),
    answers: { 204: Nothing },
    refusals: [selfFollow],
  },
  'DELETE /v1/people/:account_id/follow': {
    summary: 'Stop following',
    who: 'account',
    params: Obj({ account_id: AccountId }),
    answers: { 204: Nothing },
  },
  'GET /v1/me/following': {
    summary: 'Whom I follow',
    who: 'account',
    query: Obj(PageQuery),
    answers: { 200: PageOf(PersonView) },
  },
  'GET /v1/demo/accounts': {
    summary: 'The demo people, one click to be them (demo installations only)',
    who: 'anyone',
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            id: AccountId,
            nickname: Type.String(),
            avatar_url: Maybe(Type.String()),
            role: OneOf('viewer', 'creator', 'merchant', 'operator'),
            words_zh: Type.String(),
            words_en: Type.String(),
          }),
        ),
      }),
    },
    refusals: [demoOnly],
  },
  'POST /v1/demo/session': {
    summary: 'Become a demo person (demo installations only)',
    who: 'anyone',
    body: Obj({ account_id: AccountId }),
    answers: { 201: MeView },
    refusals: [demoOnly],
  },
  'GET /v1/operators': {
    summary: 'The platform’s staff and their duties',
    who: 'operator:admin',
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({ id: AccountId, nickname: Type.String(), duties: Type.Array(Type.String()) }),
        ),
      }),
    },
  },
  'PUT /v1/operators/:account_id/duties': {
    summary: 'Give or take duties',
    who: 'operator:admin',
    params: Obj({ account_id: AccountId }),
    body: Obj({
      duties: Type.Array(OneOf('reviewer', 'judge', 'finance', 'admin'), {
        uniqueItems: true,
        maxItems: 4,
      }),
    }),
    answers: { 204: Nothing },
  },
})
