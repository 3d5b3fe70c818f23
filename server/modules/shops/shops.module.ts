import type { Context, Module } from '../../platform/context.ts'
import { hear } from '../../platform/outbox.ts'
import { takeDeposit } from './review-shop.ts'
import { depositPaid } from './shops.events.ts'
import { shopSweeps } from './shops.jobs.ts'
import { shopsRoutes } from './shops.routes.ts'

export const shopsModule = (context: Context): Module => ({
  name: 'shops',
  routes: shopsRoutes(context),
  consumers: [
    {
      name: 'shops',
      on: hear(depositPaid, (tx, { payload, at }) =>
        takeDeposit(tx, {
          shop_id: payload.shop_id,
          amount: BigInt(payload.amount),
          currency: payload.currency,
          now: at,
        }),
      ),
    },
  ],
  sweeps: shopSweeps(context.db),
  invariants: [
    {
      name: 'I-50 every waiting shop has a deadline, no other has one',
      sql: `select id, state, deadline_at from shops
        where (state in ('draft', 'in_review', 'rejected', 'deposit_due', 'suspended')) <> (deadline_at is not null) limit 100`,
    },
    {
      name: 'every shop has exactly its owner as owner',
      sql: `select s.id, s.owner_id, array_agg(t.account_id) from shops as s left join shop_staff as t on t.shop_id = s.id and t.role = 'owner'
        group by s.id having array_agg(t.account_id) <> array[s.owner_id] limit 100`,
    },
    {
      name: 'a shop is reviewed and opened by nobody who worked there',
      sql: `select change.noun_id, change.id, change.actor_id from state_changes as change
        join shops as s on s.id = change.noun_id and s.owner_id::text = change.actor_id
        where change.noun = 'shops' and change.actor_kind = 'account' and change.to_state in ('deposit_due', 'open', 'suspended') limit 100`,
    },
    {
      name: 'every shop that went through its deposit had it paid, or fills it from sales',
      sql: `select s.id, s.deposit_required, s.deposit_paid from shops as s join state_changes as c on c.noun = 'shops' and c.noun_id = s.id
        where c.from_state = 'deposit_due' and c.to_state = 'open' and c.reason <> 'deposit_from_sales' and s.deposit_paid < s.deposit_required limit 100`,
    },
    {
      name: 'only shops that opened have opened_at',
      sql: `select id, state from shops where (state in ('open', 'suspended') and opened_at is null)
        or (state in ('draft', 'in_review', 'deposit_due') and opened_at is not null) limit 100`,
    },
    {
      name: 'a document handed in for review lies in private storage',
      sql: `select id from shop_documents where file_key not like 'doc/%' limit 100`,
    },
  ],
})
