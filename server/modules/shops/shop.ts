import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'

/*
 * A shop: applied for, reviewed by a person, opened by its deposit. Every waiting state ends by itself:
 *
 *   draft        30 days untouched      → closed     (frees the name)
 *   in_review    3 days                 → in_review  (escalated: one more day, first in the queue, told in the history)
 *   rejected     30 days                → closed
 *   deposit_due  30 days                → rejected
 *   suspended    7 days                 → open       (an emergency measure lapses unless somebody confirms it)
 *
 * A review that is late never passes or fails an application by itself: silence of the platform may not open
 * a shop to buyers, nor cost the applicant anything.
 */

export const shopNameTaken = refusal(
  'shop_name_taken',
  409,
  'Another shop has this name or one that looks like it',
)
export const documentMissing = refusal(
  'document_missing',
  422,
  'A document that this kind of shop needs is missing',
)
export const tooManyShops = refusal('too_many_shops', 422, 'One person opens at most 5 shops')
export const shopNotOpen = refusal('shop_not_open', 409, 'The shop is not open')
export const listingsStopped = refusal(
  'listings_stopped',
  409,
  'The shop’s goods stay off sale until its deposit is settled',
)
export const notADocument = refusal(
  'not_a_document',
  422,
  'This is no JPEG, PNG, WebP or PDF file, or not what it says it is',
)
export const documentTooBig = refusal('document_too_big', 413, 'A document has at most 10 MB')
export const tooManyDocuments = refusal(
  'too_many_documents',
  422,
  'A shop keeps at most 20 documents',
)
export const tooManyStaff = refusal('too_many_staff', 422, 'A shop has at most 200 people')

export type ShopState =
  | 'draft'
  | 'in_review'
  | 'rejected'
  | 'deposit_due'
  | 'open'
  | 'suspended'
  | 'closed'
export type ShopKind = 'individual' | 'sole_trader' | 'enterprise' | 'flagship'
export type DocumentKind = 'business_licence' | 'identity' | 'brand_licence' | 'other'
export type StaffRole = 'owner' | 'manager' | 'clerk'
/** A remark on a field of the application: a stable code for programs, words for people. */
export type Finding = { field: string; code: string; words: string }

export const shops = machine<ShopState>('shops', {
  draft: ['in_review', 'closed'],
  in_review: ['in_review', 'rejected', 'deposit_due'],
  rejected: ['in_review', 'closed'],
  deposit_due: ['open', 'rejected'],
  open: ['suspended', 'closed'],
  suspended: ['suspended', 'open', 'closed'],
  closed: [],
})

export const DRAFT_WAITS = 30 * DAY
export const REVIEW_WAITS = 3 * DAY
export const ESCALATION_WAITS = DAY
export const REJECTED_WAITS = 30 * DAY
export const DEPOSIT_WAITS = 30 * DAY
export const SUSPENSION_LASTS = 7 * DAY

export const MAX_SHOPS = 5
export const MAX_DOCUMENTS = 20
export const MAX_STAFF = 200

/** Base deposit by kind of shop, in fen. Real platforms ask 500 yuan of an individual, 1,000 of a company. */
export const depositOf = (kind: ShopKind): bigint =>
  ({ individual: 50_000n, sole_trader: 100_000n, enterprise: 100_000n, flagship: 200_000n })[kind]

/** What has to lie in the file before it is handed in. */
export const requiredDocuments = (kind: ShopKind): DocumentKind[] =>
  kind === 'individual' ? ['identity'] : ['business_licence']

/** The applicant's to change: before and between reviews. */
export const isEditable = (state: ShopState): boolean => state === 'draft' || state === 'rejected'

/** What a shop may change at any time; the rest was reviewed and stays as reviewed. */
export const FREE_FIELDS: ReadonlySet<string> = new Set([
  'about',
  'return_address',
  'contact_phone',
])

/** Who may speak for the shop in its file; clerks do the daily work. */
export const mayManage = (role: string | undefined): boolean =>
  role === 'owner' || role === 'manager'
