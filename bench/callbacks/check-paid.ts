import type pg from 'pg'

export type Checked = {
  /** Payments that were told of and whose orders are not to be shipped. */
  unpaid_left: number
  /** Journals, successes and sales beyond one a payment. */
  doubled: number
}

/** Counts rows: `told` payments of one round each were told to have succeeded, once. */
export async function checkPaid(sql: pg.Client, numbers: readonly string[]): Promise<Checked> {
  const { rows } = await sql.query<{ unpaid_left: string; doubled: string }>(
    `with told as (select p.id, p.state from payments as p where p.number = any($1)),
      paid as (
        select told.id,
          (select count(*) from journals as j where j.event = 'payment:' || told.id) as journals,
          (select count(*) from state_changes as s where s.noun = 'payments' and s.noun_id = told.id and s.to_state = 'succeeded') as successes,
          (select count(*) from orders as o where o.payment_id = told.id and o.state = 'to_ship' and o.paid_at is not null) as orders,
          (select count(*) from orders as o join state_changes as s on s.noun = 'orders' and s.noun_id = o.id and s.to_state = 'to_ship'
            where o.payment_id = told.id) as moves
        from told where told.state = 'succeeded')
     select cardinality($1::text[]) - count(*) filter (where journals >= 1 and orders >= 1) as unpaid_left,
       coalesce(sum(greatest(journals - 1, 0) + greatest(successes - 1, 0) + greatest(moves - orders, 0)), 0) as doubled
     from paid`,
    [numbers],
  )
  return {
    unpaid_left: Number(rows[0]?.unpaid_left),
    doubled: Number(rows[0]?.doubled),
  }
}
