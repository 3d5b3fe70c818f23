import { type Db, row, rows } from '../../platform/db.ts'
import { historyOf, type StateChange } from '../../platform/transition.ts'
import type { DocumentKind, Finding, ShopKind, ShopState, StaffRole } from './shop.ts'

/** What other modules show of shops, by id. */
export async function shopNames(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, { name: string; is_self_operated: boolean; is_open: boolean }>> {
  if (ids.length === 0) return new Map()
  const found = await rows<{
    id: string
    name: string
    is_self_operated: boolean
    is_open: boolean
  }>(db)`
    select id, name, is_self_operated, state = 'open' as is_open from shops where id = any(${ids}::uuid[])`
  return new Map(found.map(({ id, ...shop }) => [id, shop]))
}

/** True for shops that sell now. */
export const isShopOpen = async (db: Db, id: string): Promise<boolean> =>
  (await row(db)`select from shops where id = ${id} and state = 'open'`) !== undefined

export type PublicShop = {
  id: string
  name: string
  about: string
  logo_key: string | null
  kind: ShopKind
  is_self_operated: boolean
  is_open: boolean
  products_count: bigint
  sold_count: bigint
  opened_at: Date | null
}
/** A shop as buyers see it: those that ever opened, also when they are suspended or closed now. */
export const findPublicShop = (db: Db, id: string) => row<PublicShop>(db)`
  select s.id, s.name, s.about, s.logo_key, s.kind, s.is_self_operated, s.state = 'open' as is_open, s.opened_at,
    count(p.id) filter (where p.state = 'on_shelf') as products_count, coalesce(sum(p.sold_count), 0)::bigint as sold_count
  from shops as s left join products as p on p.shop_id = s.id
  where s.id = ${id} and s.opened_at is not null group by s.id`

export type ReturnAddress = {
  recipient: string
  phone: string
  province: string
  city: string
  district: string
  street: string
}
export type Shop = {
  id: string
  name: string
  about: string
  logo_key: string | null
  kind: ShopKind
  state: ShopState
  state_at: Date
  deadline_at: Date | null
  owner_id: string
  legal_name: string
  licence_number: string
  contact_phone: string
  return_address: ReturnAddress | null
  review_findings: Finding[]
  review_note: string
  deposit_required: bigint
  deposit_paid: bigint
  version: number
}

/** The shop for a change of its file; waits for whoever is changing it. */
export const lockShop = (tx: Db, id: string) => row<Shop>(tx)`
  select id, name, about, logo_key, kind, state, state_at, deadline_at, owner_id, legal_name, licence_number, contact_phone,
    return_address, review_findings, review_note, deposit_required, deposit_paid, version
  from shops where id = ${id} for no key update`

export type ShopDocument = {
  id: string
  kind: DocumentKind
  file_name: string
  media_type: string
  size_bytes: bigint
  uploaded_at: Date
}
export const listDocuments = (db: Db, shop_id: string) => rows<ShopDocument>(db)`
  select id, kind, file_name, media_type, size_bytes, uploaded_at from shop_documents
  where shop_id = ${shop_id} and removed_at is null order by uploaded_at, id limit 100`

export type ShopFile = Shop & {
  owner_nickname: string
  documents: ShopDocument[]
  history: StateChange[]
}
/** Everything about a shop, for its staff and the platform. Who may see it is the route's to say. */
export async function findShopFile(db: Db, id: string): Promise<ShopFile | undefined> {
  const shop = await row<Shop & { owner_nickname: string }>(db)`
    select s.id, s.name, s.about, s.logo_key, s.kind, s.state, s.state_at, s.deadline_at, s.owner_id, s.legal_name, s.licence_number,
      s.contact_phone, s.return_address, s.review_findings, s.review_note, s.deposit_required, s.deposit_paid, s.version,
      a.nickname as owner_nickname
    from shops as s join accounts as a on a.id = s.owner_id where s.id = ${id}`
  if (!shop) return undefined
  const [documents, history] = await Promise.all([
    listDocuments(db, id),
    historyOf(db, 'shops', id),
  ])
  return { ...shop, documents, history }
}

export type Application = {
  id: string
  name: string
  kind: ShopKind
  state: ShopState
  state_at: Date
  deadline_at: Date | null
  owner_nickname: string
  escalations: number
  submitted_at: Date
}
export type QueuePlace = { escalations: string; submitted_at: string; id: string }

/** Applications in a state: overdue ones first, then by how long they wait. Drafts wait since they were begun. */
export const listApplications = (
  db: Db,
  state: ShopState,
  place: QueuePlace,
  limit: number,
) => rows<Application>(db)`
  select * from (
    select s.id, s.name, s.kind, s.state, s.state_at, s.deadline_at, a.nickname as owner_nickname, s.escalations,
      date_trunc('milliseconds', coalesce(s.submitted_at, s.created_at)) as submitted_at
    from shops as s join accounts as a on a.id = s.owner_id where s.state = ${state}) as waiting
  where (-escalations, submitted_at, id) > (-${place.escalations}::bigint, ${place.submitted_at}::timestamptz, ${place.id}::uuid)
  order by -escalations, submitted_at, id limit ${limit}`

/** The caller's role in a shop, or undefined. */
export const findRole = async (
  db: Db,
  shop_id: string,
  account_id: string,
): Promise<StaffRole | undefined> =>
  (
    await row<{ role: StaffRole }>(
      db,
    )`select role from shop_staff where shop_id = ${shop_id} and account_id = ${account_id}`
  )?.role

export const listStaff = (db: Db, shop_id: string) => rows<{
  account_id: string
  nickname: string
  role: StaffRole
}>(db)`
  select t.account_id, a.nickname, t.role from shop_staff as t join accounts as a on a.id = t.account_id
  where t.shop_id = ${shop_id} order by array_position(array['owner', 'manager', 'clerk'], t.role), t.added_at, t.account_id limit 200`
