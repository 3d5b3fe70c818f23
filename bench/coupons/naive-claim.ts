import { createHash } from 'node:crypto'
import pg from 'pg'
import { newId, readId, showId } from '../../server/kernel/ids.ts'
import { claimOf } from '../../server/platform/idempotency.ts'

/*
 * The same claim as the platform's, in the same tables with the same checks, written the way one does at first (and the
 * platform did): one interactive transaction for each on the promotion's row. Statements are prepared once a connection.
 */

/** Why not, as the platform would say. */
export class NaiveRefusal extends Error {
  readonly status: number
  constructor(code: string, status = 409) {
    super(code)
    this.status = status
  }
}

const names = new Map<string, string>()
const named = (text: string): string => {
  const name = names.get(text) ?? `n${names.size}`
  names.set(text, name)
  return name
}
type Ask = (text: string, values: unknown[]) => Promise<any[]>

export function openNaive(url: string, size: number) {
  const pool = new pg.Pool({ connectionString: url, max: size })
  const using = async <T>(work: (client: pg.PoolClient, ask: Ask) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    try {
      return await work(
        client,
        async (text, values) => (await client.query({ name: named(text), text, values })).rows,
      )
    } finally {
      client.release()
    }
  }
  return {
    /** Whose session this is; undefined for strangers. */
    accountOf: (cookie: string | undefined): Promise<string | undefined> =>
      using(async (_, ask) => {
        const token = /closedloop_session=([^;]+)/.exec(cookie ?? '')?.[1]
        if (!token) return undefined
        const [found] = await ask(
          `select s.account_id, array(select duty from operator_duties as d where d.account_id = s.account_id) as duties
           from sessions as s join accounts as a on a.id = s.account_id
           where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - interval '14 days' and a.closed_at is null`,
          [createHash('sha256').update(token).digest()],
        )
        return found?.account_id
      }),
    claim: (holder_id: string, key: string, shown: string): Promise<object> =>
      using(async (client, ask) => {
        try {
          await client.query('begin')
          const coupon_id = await take(ask, holder_id, key, shown)
          await client.query('commit')
          return show(ask, coupon_id)
        } catch (error) {
          await client.query('rollback')
          throw error
        }
      }),
  }
}

async function take(ask: Ask, holder_id: string, key: string, shown: string): Promise<string> {
  const promotion_id = readId('prm', shown)
  if (!promotion_id) throw new NaiveRefusal('not_found', 404)
  const claim = claimOf(holder_id, 'POST claims', key, promotion_id)
  const now = new Date()
  const [claimed] = await ask(
    'insert into idempotency_keys (id, hash, at) values ($1, $2, $3) on conflict do nothing returning id',
    [claim.id, claim.hash, now],
  )
  if (!claimed) {
    const [first] = await ask('select hash, answer from idempotency_keys where id = $1', [claim.id])
    if (first?.hash !== claim.hash) throw new NaiveRefusal('key_reused', 422)
    return first.answer.coupon_id
  }
  const [offer] = await ask(
    `select p.kind, p.state, p.starts_at, p.ends_at, p.use_until, p.per_person, pool.quantity, pool.claimed
     from promotion_pools as pool join promotions as p on p.id = pool.promotion_id
     where pool.promotion_id = $1 and p.state <> 'draft' for no key update of pool`,
    [promotion_id],
  )
  if (!offer) throw new NaiveRefusal('not_found', 404)
  if (offer.state !== 'ongoing' || offer.starts_at > now || offer.ends_at <= now)
    throw new NaiveRefusal('promotion_not_open')
  const [mine] = await ask(
    'select count(*) from coupons where promotion_id = $1 and holder_id = $2',
    [promotion_id, holder_id],
  )
  if (Number(mine.count) >= offer.per_person) throw new NaiveRefusal('coupon_limit')
  if (BigInt(offer.claimed) >= BigInt(offer.quantity)) throw new NaiveRefusal('coupons_gone')
  const id = newId()
  await ask(
    `with taken as (update promotion_pools set claimed = claimed + 1 where promotion_id = $2)
     insert into coupons (id, promotion_id, holder_id, state, state_at, deadline_at, claimed_at) values ($1, $2, $3, 'usable', $5, $4, $5)`,
    [id, promotion_id, holder_id, offer.use_until, now],
  )
  await ask(
    `insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at, deadline_at)
     values ('coupons', $1, 'usable', 'account', $2, 'claimed', $3, $4)`,
    [id, holder_id, now, offer.use_until],
  )
  await ask('update idempotency_keys set answer = $2 where id = $1', [
    claim.id,
    JSON.stringify({ coupon_id: id }),
  ])
  return id
}

async function show(ask: Ask, coupon_id: string): Promise<object> {
  const [{ id, ...coupon }] = await ask(
    `select c.id as coupon_id, c.state as coupon_state, c.state_at as coupon_state_at, c.claimed_at, p.id, p.kind, p.funder, p.title, p.currency,
       p.threshold::float8, p.amount_off::float8, p.product_ids, p.starts_at, p.ends_at, p.use_until, s.name as shop_name
     from coupons as c join promotions as p on p.id = c.promotion_id join promotion_pools as pool on pool.promotion_id = p.id
     left join shops as s on s.id = p.shop_id where c.id = $1`,
    [coupon_id],
  )
  return { ...coupon, id: showId('prm', id), coupon_id: showId('cpn', coupon_id) }
}
