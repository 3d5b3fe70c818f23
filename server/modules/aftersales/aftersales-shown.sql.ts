import { type Db, row, rows } from '../../platform/db.ts'
import {
  cursorOf,
  INSTANT,
  INTEGER,
  pageOf,
  pageSize,
  readCursor,
  UUID,
} from '../../platform/paging.ts'
import { fileUrl } from '../../platform/storage.ts'
import { historyOf } from '../../platform/transition.ts'
import { picturesOf } from '../catalog/index.ts'
import type { AddressWords, AftersaleKind } from '../orders/index.ts'
import { type AftersaleReason, type AftersaleState, waitingFor } from './aftersale.ts'
import type { Of } from './aftersales.sql.ts'

type ListedRow = {
  id: string
  order_number: string
  shop_id: string
  shop_name: string
  buyer_nickname: string
  title: string
  picture_key: string | null
  kind: AftersaleKind
  amount: bigint
  currency: string
  quantity: number
  reason: AftersaleReason
  state: AftersaleState
  deadline_at: Date | null
  created_at: Date
}

const listed = ({ picture_key, ...one }: ListedRow) => ({
  ...one,
  picture_url: fileUrl(picture_key),
  turn: waitingFor(one.state, one.kind)?.turn ?? null,
})

type Page = { after?: string; limit?: number }

/** A buyer's after-sales, newest first. */
export async function listOfBuyer(db: Db, buyer_id: string, page: Page) {
  const limit = pageSize(page.limit)
  const [before] = readCursor(page.after, UUID) ?? []
  const found = await rows<ListedRow>(db)`
    select a.id, o.number as order_number, a.shop_id, s.name as shop_name, b.nickname as buyer_nickname, l.title, l.picture_key,
      a.kind, a.amount, a.currency, a.quantity, a.reason, a.state, a.deadline_at, a.created_at
    from aftersales as a join orders as o on o.id = a.order_id join order_lines as l on l.id = a.order_line_id
      join shops as s on s.id = a.shop_id join accounts as b on b.id = a.buyer_id
    where a.buyer_id = ${buyer_id} and (${before ?? null}::uuid is null or a.id < ${before ?? null}::uuid)
    order by a.id desc limit ${limit + 1}`
  return pageOf(found.map(listed), limit, ({ id }) => cursorOf(id))
}

/** What is over stands after everything that has a deadline. */
const NEVER = new Date('9999-12-31T00:00:00.000Z')

/** A shop's after-sales: the next deadline first, what is over last. */
export async function listOfShop(
  db: Db,
  shop_id: string,
  { state, open, ...page }: Page & { state?: AftersaleState; open?: boolean },
) {
  const limit = pageSize(page.limit)
  const [at, id] = readCursor(page.after, INSTANT, UUID) ?? []
  const found = await rows<ListedRow>(db)`
    select a.id, o.number as order_number, a.shop_id, s.name as shop_name, b.nickname as buyer_nickname, l.title, l.picture_key,
      a.kind, a.amount, a.currency, a.quantity, a.reason, a.state, a.deadline_at, a.created_at
    from aftersales as a join orders as o on o.id = a.order_id join order_lines as l on l.id = a.order_line_id
      join shops as s on s.id = a.shop_id join accounts as b on b.id = a.buyer_id
    where a.shop_id = ${shop_id} and (${state ?? null}::text is null or a.state = ${state ?? null})
      and (${open ?? null}::boolean is null or (a.state not in ('succeeded', 'closed')) = ${open ?? null}::boolean)
      and (${at ?? null}::timestamptz is null or (coalesce(a.deadline_at, ${NEVER}), a.id) > (${at ?? null}::timestamptz, ${id ?? null}::uuid))
    order by coalesce(a.deadline_at, ${NEVER}), a.id limit ${limit + 1}`
  return pageOf(found.map(listed), limit, (one) => cursorOf(one.deadline_at ?? NEVER, one.id))
}

/** What this judge may judge: overdue ones first, then the next deadline. Cases of one's own sides are left out. */
export async function listDisputes(db: Db, judge_id: string, page: Page) {
  const limit = pageSize(page.limit)
  const [overdue, at, id] = readCursor(page.after, INTEGER, INSTANT, UUID) ?? []
  const found = await rows<ListedRow & { overdue_count: number }>(db)`
    select a.id, o.number as order_number, a.shop_id, s.name as shop_name, b.nickname as buyer_nickname, l.title, l.picture_key,
      a.kind, a.amount, a.currency, a.quantity, a.reason, a.state, a.deadline_at, a.created_at, a.overdue_count
    from aftersales as a join orders as o on o.id = a.order_id join order_lines as l on l.id = a.order_line_id
      join shops as s on s.id = a.shop_id join accounts as b on b.id = a.buyer_id
    where a.state = 'platform_intervening' and a.buyer_id <> ${judge_id}
      and not exists (select from shop_staff as t where t.shop_id = a.shop_id and t.account_id = ${judge_id})
      and (${at ?? null}::timestamptz is null
        or (-a.overdue_count, a.deadline_at, a.id) > (-(${overdue ?? null}::bigint), ${at ?? null}::timestamptz, ${id ?? null}::uuid))
    order by -a.overdue_count, a.deadline_at, a.id limit ${limit + 1}`
  return pageOf(
    found.map((one) => ({ ...listed(one), overdue_count: one.overdue_count })),
    limit,
    (one) => cursorOf(one.overdue_count, one.deadline_at as Date, one.id),
  )
}

type WholeRow = ListedRow & {
  order_id: string
  order_line_id: string
  option_values: string[]
  words: string
  is_of_right: boolean
  evidence_ids: string[]
  state_at: Date
  rejection_reason: string | null
  rejection_words: string | null
  seller_evidence_ids: string[]
  escalation_words: string | null
  return_address: AddressWords | null
  return_carrier: string | null
  return_tracking_number: string | null
  verdict: 'buyer' | 'seller' | null
  verdict_words: string | null
  version: number
}

/** One after-sale whole, with its history; undefined when it is not of whom it must be. */
export async function showAftersale(db: Db, id: string, of: Of) {
  const buyer_id = of !== 'anybody' && 'buyer_id' in of ? of.buyer_id : null
  const shop_id = of !== 'anybody' && 'shop_id' in of ? of.shop_id : null
  const found = await row<WholeRow>(db)`
    select a.id, a.order_id, a.order_line_id, o.number as order_number, a.shop_id, s.name as shop_name, b.nickname as buyer_nickname, l.title,
      l.option_values, l.picture_key, a.kind, a.quantity, a.amount, a.currency, a.reason, a.words, a.is_of_right, a.evidence_ids, a.state, a.state_at, a.deadline_at,
      a.rejection_reason, a.rejection_words, a.seller_evidence_ids, a.escalation_words, a.return_address, p.carrier as return_carrier,
      p.tracking_number as return_tracking_number, a.verdict, a.verdict_words, a.created_at, a.version
    from aftersales as a join orders as o on o.id = a.order_id join order_lines as l on l.id = a.order_line_id
      join shops as s on s.id = a.shop_id join accounts as b on b.id = a.buyer_id left join parcels as p on p.id = a.return_parcel_id
    where a.id = ${id} and (${buyer_id}::uuid is null or a.buyer_id = ${buyer_id}) and (${shop_id}::uuid is null or a.shop_id = ${shop_id})`
  if (!found) return undefined
  const { evidence_ids, seller_evidence_ids, ...one } = found
  const pictures = new Map(
    (await picturesOf(db, [...evidence_ids, ...seller_evidence_ids])).map((picture) => [
      picture.id,
      fileUrl(picture.file_key) as string,
    ]),
  )
  const urls = (ids: readonly string[]) =>
    ids.flatMap((picture_id) => pictures.get(picture_id) ?? [])
  return {
    ...one,
    ...listed(found),
    on_deadline: waitingFor(one.state, one.kind)?.on_deadline ?? null,
    evidence_urls: urls(evidence_ids),
    seller_evidence_urls: urls(seller_evidence_ids),
    history: await historyOf(db, 'aftersales', id),
  }
}
