import {
  Amount,
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
import { AccountId, AddressFields } from '../accounts/accounts.contract.ts'
import {
  documentMissing,
  documentTooBig,
  notADocument,
  shopNameTaken,
  shopNotOpen,
  tooManyDocuments,
  tooManyShops,
  tooManyStaff,
} from './shop.ts'

export const ShopId = IdOf('shp')
export const ShopKind = OneOf('individual', 'sole_trader', 'enterprise', 'flagship')
export const ShopState = OneOf(
  'draft',
  'in_review',
  'rejected',
  'deposit_due',
  'open',
  'suspended',
  'closed',
)
const Finding = Obj({ field: Type.String(), code: Type.String(), words: Type.String() })
const Document = Obj({
  id: IdOf('doc'),
  kind: OneOf('business_licence', 'identity', 'brand_licence', 'other'),
  file_name: Type.String(),
  media_type: Type.String(),
  size_bytes: Type.Integer(),
  uploaded_at: Instant,
})

/** A shop as buyers see it. */
export const ShopView = Obj({
  id: ShopId,
  name: Type.String(),
  about: Type.String(),
  logo_url: Maybe(Type.String()),
  kind: ShopKind,
  is_self_operated: Type.Boolean(),
  is_open: Type.Boolean(),
  products_count: Type.Integer(),
  sold_count: Type.Integer(),
  opened_at: Maybe(Instant),
})

/** A shop as its staff and the platform see it. */
export const ShopFileView = Obj({
  id: ShopId,
  name: Type.String(),
  about: Type.String(),
  logo_url: Maybe(Type.String()),
  kind: ShopKind,
  state: ShopState,
  state_at: Instant,
  deadline_at: Maybe(Instant),
  owner_id: AccountId,
  owner_nickname: Type.String(),
  legal_name: Type.String(),
  licence_number: Type.String(),
  contact_phone: Type.String(),
  return_address: Maybe(Obj(AddressFields)),
  documents: Type.Array(Document),
  findings: Type.Array(Finding),
  review_note: Type.String(),
  deposit_required: Amount,
  deposit_paid: Amount,
  currency: Currency,
  history: Type.Array(
    Obj({
      from_state: Maybe(Type.String()),
      to_state: Type.String(),
      reason: Type.String(),
      actor_kind: Type.String(),
      at: Instant,
    }),
  ),
  version: Type.Integer(),
})

const Application = {
  name: Text(40, 2),
  kind: ShopKind,
  about: Type.Optional(Text(500, 0)),
  legal_name: Text(80),
  licence_number: Text(40),
  contact_phone: AddressFields.phone,
  return_address: Obj(AddressFields),
}
const ShopParam = Obj({ shop_id: ShopId })

export const shopsContract = contract({
  'POST /v1/shops': {
    summary: 'Start an application for a shop',
    who: 'account',
    body: Obj(Application),
    answers: { 201: ShopFileView },
    refusals: [shopNameTaken, tooManyShops],
  },
  'GET /v1/shops/:shop_id': {
    summary: 'A shop as buyers see it',
    who: 'anyone',
    params: ShopParam,
    answers: { 200: ShopView },
  },
  'GET /v1/shops/:shop_id/file': {
    summary: 'The shop’s file, for its staff',
    who: 'shop',
    params: ShopParam,
    answers: { 200: ShopFileView },
  },
  'PATCH /v1/shops/:shop_id/file': {
    summary:
      'Change the application before review, or the shop’s words and return address at any time',
    who: 'shop',
    params: ShopParam,
    body: Obj({
      name: Type.Optional(Application.name),
      kind: Type.Optional(ShopKind),
      about: Type.Optional(Text(500, 0)),
      legal_name: Type.Optional(Application.legal_name),
      licence_number: Type.Optional(Application.licence_number),
      contact_phone: Type.Optional(AddressFields.phone),
      return_address: Type.Optional(Obj(AddressFields)),
    }),
    answers: { 200: ShopFileView },
    refusals: [shopNameTaken],
  },
  'POST /v1/shops/:shop_id/documents': {
    summary:
      'Upload a document (multipart: field `kind`, file `file`; JPEG, PNG, WebP or PDF, at most 10 MB)',
    who: 'shop',
    params: ShopParam,
    raw_body: true,
    body_limit: 12 * 1024 * 1024,
    answers: { 201: Document },
    refusals: [notADocument, documentTooBig, tooManyDocuments],
  },
  'GET /v1/shops/:shop_id/documents/:document_id': {
    summary: 'The document’s bytes, for the shop’s staff and reviewers',
    who: 'account',
    params: Obj({ shop_id: ShopId, document_id: IdOf('doc') }),
    answers: { 200: Type.Unknown() },
  },
  'DELETE /v1/shops/:shop_id/documents/:document_id': {
    summary: 'Take a document back before review',
    who: 'shop',
    params: Obj({ shop_id: ShopId, document_id: IdOf('doc') }),
    answers: { 204: Nothing },
  },
  'POST /v1/shops/:shop_id/submission': {
    summary: 'Hand the application in for review',
    who: 'shop',
    params: ShopParam,
    answers: { 201: ShopFileView },
    refusals: [documentMissing],
  },
  'GET /v1/shops/:shop_id/staff': {
    summary: 'Who works here',
    who: 'shop',
    params: ShopParam,
    answers: {
      200: Obj({
        data: Type.Array(
          Obj({
            account_id: AccountId,
            nickname: Type.String(),
            role: OneOf('owner', 'manager', 'clerk'),
          }),
        ),
      }),
    },
  },
  'PUT /v1/shops/:shop_id/staff': {
    summary: 'Add staff by phone or e-mail, or change a role (owner only)',
    who: 'shop',
    params: ShopParam,
    body: Obj({ sign_in_name: Text(320, 3), role: OneOf('manager', 'clerk') }),
    answers: { 204: Nothing },
    refusals: [tooManyStaff],
  },
  'DELETE /v1/shops/:shop_id/staff/:account_id': {
    summary: 'Take staff off (owner only)',
    who: 'shop',
    params: Obj({ shop_id: ShopId, account_id: AccountId }),
    answers: { 204: Nothing },
  },
  'GET /v1/shop-applications': {
    summary: 'The queue of applications, longest waiting first',
    who: 'operator:reviewer',
    query: Obj({ ...PageQuery, state: Type.Optional(ShopState) }),
    answers: {
      200: PageOf(
        Obj({
          id: ShopId,
          name: Type.String(),
          kind: ShopKind,
          state: ShopState,
          state_at: Instant,
          deadline_at: Maybe(Instant),
          owner_nickname: Type.String(),
          /** How often the review was overdue: these come first. */
          escalations: Type.Integer(),
          /** When it was handed in; for drafts, when it was begun. */
          submitted_at: Instant,
        }),
      ),
    },
  },
  'GET /v1/shop-applications/:shop_id': {
    summary: 'One application whole',
    who: 'operator:reviewer',
    params: ShopParam,
    answers: { 200: ShopFileView },
  },
  'POST /v1/shop-applications/:shop_id/decision': {
    summary: 'Approve (deposit becomes due) or reject with findings by field',
    who: 'operator:reviewer',
    params: ShopParam,
    body: Obj({
      decision: OneOf('approve', 'reject'),
      note: Type.Optional(Text(500, 0)),
      findings: Type.Optional(
        Type.Array(Obj({ field: Text(60), code: Text(60), words: Text(300) }), { maxItems: 20 }),
      ),
      version: Type.Integer(),
    }),
    answers: { 200: ShopFileView },
  },
  'POST /v1/shops/:shop_id/suspension': {
    summary:
      'Suspend an open shop (lapses after 7 days unless confirmed by suspending again) or lift the suspension',
    who: 'operator:admin',
    params: ShopParam,
    body: Obj({ suspend: Type.Boolean(), reason: Text(300) }),
    answers: { 200: ShopFileView },
    refusals: [shopNotOpen],
  },
})
