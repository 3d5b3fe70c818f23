import type pg from 'pg'

/** Statements that PostgreSQL was given, without those that only begin and end transactions. */
export type Statements = {
  all: number
  /** That lock or change a row of stock. */
  on_stock: number
  /** Rows of stock that were changed. */
  stock_changes: number
}

const CONTROL = '^\\s*(begin|start transaction|commit|rollback|savepoint|release|set|deallocate)'
const LOCKS_STOCK =
  '(update\\s+(only\\s+)?stock\\M|for\\s+(no\\s+key\\s+)?update\\s+of\\s+stock\\M)'

/**
 * Counts what PostgreSQL is given while `work` runs, its listeners' and sweeps' statements included. Wants a stage that
 * counts statements.
 */
export async function statementsDuring(
  sql: pg.Client,
  work: () => Promise<unknown>,
): Promise<Statements> {
  const before = await changes(sql)
  await sql.query('select pg_stat_statements_reset()')
  await work()
  const { rows } = await sql.query(
    `select coalesce(sum(calls) filter (where query !~* $1), 0) as all,
       coalesce(sum(calls) filter (where query ~* $2), 0) as on_stock
     from pg_stat_statements where query not like '%pg_stat%' and dbid = (select oid from pg_database where datname = current_database())`,
    [CONTROL, LOCKS_STOCK],
  )
  // A backend tells its counts once a second at most.
  await new Promise((done) => setTimeout(done, 1_200))
  return {
    all: Number(rows[0].all),
    on_stock: Number(rows[0].on_stock),
    stock_changes: (await changes(sql)) - before,
  }
}

const changes = async (sql: pg.Client): Promise<number> =>
  Number(
    (
      await sql.query(
        `select n_tup_upd as count from pg_stat_user_tables where schemaname = 'public' and relname = 'stock'`,
      )
    ).rows[0].count,
  )

/** Where PostgreSQL's time went since the last reset: the dearest statements, each with its share of one order. */
export async function dearestStatements(sql: pg.Client, orders: number): Promise<string[]> {
  const { rows } = await sql.query(
    `select calls, total_exec_time as ms, regexp_replace(query, '\\s+', ' ', 'g') as text
     from pg_stat_statements where query not like '%pg_stat%' and dbid = (select oid from pg_database where datname = current_database())
     order by total_exec_time desc limit 25`,
  )
  return rows.map(
    ({ calls, ms, text }) =>
      `${((ms * 1_000) / orders).toFixed(1).padStart(8)} µs an order  ${String(calls).padStart(7)} ×  ` +
      `${(ms / calls).toFixed(2).padStart(8)} ms each  ${text.trim().slice(0, 110)}`,
  )
}

export const forgetStatements = (sql: pg.Client) => sql.query('select pg_stat_statements_reset()')
