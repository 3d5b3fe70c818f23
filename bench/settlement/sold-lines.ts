import { newId } from '../../server/kernel/ids.ts'
import { outside, platformAccount, post } from '../../server/modules/ledger/index.ts'
import type { Tx } from '../../server/platform/db.ts'
import { row, rows, sql } from '../../server/platform/db.ts'

/** Lines whose time has come, all of one shop, with their money in escrow. */
export type SoldLines = {
  shop_id: string
  creators: string[]
  merchant: bigint
  commission: bigint
  fee: bigint
}

const CREATORS = 100

/**
 * Writes so many lines, two an order, as they stand after receipt and T+N: rows only, as frozen from 99.90 with a coupon
 * of a tenth, fee 5 % and commission 20 %. Their parents' keys are not checked while they are written.
 */
export async function seedSoldLines(tx: Tx, lines: number, now: Date): Promise<SoldLines> {
  await sql.raw("set local session_replication_role = 'replica'").execute(tx)
  const shop_id = newId()
  const creators = await rows<{ id: string }>(tx)`
    insert into accounts (id, password_hash, nickname, created_at)
    select uuidv7(), '', 'Creator ' || n, ${now} from generate_series(1, ${CREATORS}::int) as n returning id`
  await rows(tx)`
    insert into shops (id, name, name_key, kind, owner_id, state, state_at, created_at)
    values (${shop_id}, 'Tea House', 'tea house', 'enterprise', ${creators[0]?.id}, 'open', ${now}, ${now})`
  const ids = creators.map(({ id }) => id)
  const over = new Date(now.getTime() - 60_000)
  await rows(tx)`
    insert into orders (id, number, checkout_id, buyer_id, shop_id, currency, goods_amount, discount_amount, paid_amount, address, state, state_at,
      ship_within_hours, paid_at, received_at, completed_at, created_at)
    select uuidv7(), lpad(n::text, 18, '0'), uuidv7(), ${ids[0]}::uuid, ${shop_id}::uuid, 'CNY', 19980, 1998, 17982, '{}', 'completed', ${over},
      48, ${over}, ${over}, ${over}, ${over}
    from generate_series(1, ${Math.ceil(lines / 2)}::int) as n`
  await rows(tx)`
    insert into order_lines (id, order_id, shop_id, position, product_id, sku_id, quantity, title, option_values, unit_price, price_amount,
      shop_discount, paid_amount, fee_ppm, commission_ppm, creator_id, return_days)
    select uuidv7(), o.id, o.shop_id, position, uuidv7(), uuidv7(), 1, '明前龙井 250g 礼盒装', '{}', 9990, 9990, 999, 8991, 50000, 200000,
      (${ids}::uuid[])[1 + (o.number::bigint % ${CREATORS}::int)::int], 7
    from orders as o, generate_series(0, 1) as position where o.shop_id = ${shop_id}::uuid`
  // Half up, as the shares do: 449.55 and 1,798.2 of 89.91.
  await rows(tx)`
    insert into settlements (id, order_id, position, shop_id, creator_id, currency, paid, platform_discount, creator_discount, income, fee, commission,
      leader_fee, leader_cut, premium, merchant_net, estimated_commission, state, state_at, deadline_at, hold_days, settle_at, allocated_at,
      creator_hold_days, creator_settle_at)
    select l.id, l.order_id, l.position, l.shop_id, l.creator_id, 'CNY', 8991, 0, 0, 8991, 450, 1798, 0, 0, 0, 6743, 1798, 'counting', ${over}, ${over}, 4,
      ${over}, ${over}, 7, ${over}
    from order_lines as l where l.shop_id = ${shop_id}::uuid`
  const { count } = (await row<{ count: bigint }>(
    tx,
  )`select count(*) from settlements where shop_id = ${shop_id}`) as { count: bigint }
  await post(tx, [
    {
      event: 'bench',
      kind: 'payment',
      at: over,
      entries: [
        { account: outside('CNY'), amount: -8_991n * count },
        { account: platformAccount('escrow', 'CNY'), amount: 8_991n * count },
      ],
    },
  ])
  return {
    shop_id,
    creators: ids,
    merchant: 6_743n * count,
    commission: 1_798n * count,
    fee: 450n * count,
  }
}
