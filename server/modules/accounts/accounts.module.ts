import type { Context, Module } from '../../platform/context.ts'
import { row, sql } from '../../platform/db.ts'
import type { Doorkeeper } from '../../platform/http.ts'
import { accountsRoutes } from './accounts.routes.ts'
import { makeIdentify } from './sessions.ts'

/** How the platform recognises people and their role in a shop. */
export const doorkeeperOf = (context: Pick<Context, 'db' | 'bus' | 'now'>): Doorkeeper => ({
  identify: makeIdentify(context),
  staffRole: async (account_id, shop_id) =>
    (
      await row<{ role: string }>(
        context.db,
      )`select role from shop_staff where shop_id = ${shop_id} and account_id = ${account_id}`
    )?.role,
})

export const accountsModule = (context: Context): Module => ({
  name: 'accounts',
  routes: accountsRoutes(context),
  sweeps: [
    {
      name: 'accounts.sessions',
      every_ms: 60_000,
      sweep: async (now) =>
        Number(
          (
            await row<{ count: bigint }>(context.db)`
          with ended as (delete from sessions where id in (select id from sessions where expires_at <= ${now} limit 1000) returning id)
          select count(*) from ended`
          )?.count ?? 0n,
        ),
    },
    // Readers remember a minute; the wall's clock, like theirs.
    ...['access_changes', 'follow_changes'].map((noted) => ({
      name: `accounts.${noted}`,
      every_ms: 60_000,
      sweep: async () => {
        const told = await sql`
          delete from ${sql.table(noted)} where at < clock_timestamp() - interval '10 minutes'`.execute(
          context.db,
        )
        return Number(told.numAffectedRows ?? 0n)
      },
    })),
  ],
  invariants: [
    {
      name: 'followers are counted as they are',
      sql: `select coalesce(m.account_id, f.followed_id) as id, m.followers, f.count from follow_marks as m full join (
          select followed_id, count(*) from follows group by 1) as f on f.followed_id = m.account_id
        where coalesce(m.followers, 0) <> coalesce(f.count, 0) limit 100`,
    },
    {
      name: 'each person has at most one default address',
      sql: 'select account_id, count(*) from addresses where is_default and removed_at is null group by 1 having count(*) > 1 limit 100',
    },
    {
      name: 'every account that is not closed can sign in',
      sql: 'select id from accounts where closed_at is null and not exists (select from sign_in_names where account_id = accounts.id) limit 100',
    },
  ],
})
