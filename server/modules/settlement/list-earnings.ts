import { type Db, rows } from '../../platform/db.ts'
import { cursorOf, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import { soldLines } from './settlement.sql.ts'
import { nothingReturned, shareOut } from './shares.ts'

/** As what somebody has a part in a line they did not sell themselves. */
export type EarningRole = 'creator' | 'agency' | 'leader'

type Found = {
  id: string
  role: EarningRole
  order_id: string
  order_number: string
  title: string
  shop_name: string
  room_title: string | null
  quantity: number
  state: string
  rate_ppm: bigint
  currency: string
  estimated_commission: bigint
  effective: bigint
  agency_fee: bigint
  clawed_back: bigint
  settle_at: Date | null
  settled_at: Date | null
}

const ROLE = /^(creator|agency|leader)$/

/**
 * What a person earns line by line, newest first: a creator's commission, an agency's part of its creators', a leader's
 * fee less the platform's cut; each as it was at payment and as it is after refunds. Who is several of these for one line
 * has a row for each.
 */
export async function listEarnings(
  db: Db,
  account_id: string,
  page: { after?: string; limit?: number },
) {
  const limit = pageSize(page.limit)
  const [id, role] = readCursor(page.after, UUID, ROLE) ?? []
  const found = await rows<Found>(db)`
    with mine as (
      select id, 'creator' as role from settlements where creator_id = ${account_id}
      union all select id, 'agency' from settlements where agency_id = ${account_id}
      union all select id, 'leader' from settlements where leader_id = ${account_id}
    )
    select s.id, mine.role, s.order_id, o.number as order_number, l.title, shop.name as shop_name, room.title as room_title, l.quantity, s.currency,
      case when mine.role = 'leader' then s.state when s.creator_settled_at is not null then 'settled' when s.state = 'settled' then 'counting' else s.state end as state,
      case mine.role when 'creator' then l.commission_ppm when 'agency' then l.agency_ppm else l.leader_ppm end as rate_ppm,
      s.estimated_commission,
      case mine.role when 'creator' then s.commission when 'agency' then s.agency_fee else s.leader_fee - s.leader_cut end as effective,
      case mine.role when 'creator' then s.agency_fee else 0 end as agency_fee,
      case mine.role when 'creator' then s.creator_clawed when 'leader' then s.leader_clawed else (
        select -coalesce(sum(e.amount), 0) from ledger_entries as e join ledger_accounts as a on a.id = e.account_id join journals as j on j.id = e.journal_id
        where e.order_line_id = s.id and a.owner_id = ${account_id} and a.kind in ('agency_available', 'agency_debt') and j.kind in ('clawback', 'take_back')
      )::bigint end as clawed_back,
      case when mine.role = 'leader' then coalesce(s.deadline_at, s.settle_at) else s.creator_settle_at end as settle_at,
      case when mine.role = 'leader' then s.settled_at else s.creator_settled_at end as settled_at
    from mine join settlements as s on s.id = mine.id join order_lines as l on l.id = s.id join orders as o on o.id = s.order_id
      join shops as shop on shop.id = s.shop_id left join rooms as room on room.id = l.room_id
    where ${id ?? null}::uuid is null or (s.id, mine.role) < (${id ?? null}::uuid, ${role ?? null})
    order by s.id desc, mine.role desc limit ${limit + 1}`
  const { data, ...rest } = pageOf(found, limit, (line) => cursorOf(line.id, line.role))
  const at_sale = await sharesAtSale(
    db,
    data.filter((line) => line.role !== 'creator').map((line) => line.order_id),
  )
  return {
    ...rest,
    data: data.map(({ order_id: _, estimated_commission, ...line }) => {
      const shares = at_sale.get(line.id)
      const estimated = {
        creator: estimated_commission,
        agency: shares?.agency_fee ?? 0n,
        leader: shares ? shares.leader_fee - shares.leader_cut : 0n,
      }[line.role]
      return { ...line, estimated }
    }),
  }
}

/** Who would get what of these orders if nothing of them went back; by line. */
async function sharesAtSale(db: Db, order_ids: readonly string[]) {
  if (order_ids.length === 0) return new Map()
  const lines = Map.groupBy(await soldLines(db, [...new Set(order_ids)]), (line) => line.order_id)
  return new Map(
    [...lines.values()].flatMap((own) => {
      const shares = shareOut(own.map((line) => ({ ...line, ...nothingReturned })))
      return own.map((line, place) => [line.id, shares[place] as (typeof shares)[number]] as const)
    }),
  )
}
