import pg from 'pg'

export type Verdict = {
  refunds: number
  succeeded: number
  /** Fen that the provider gave back, and that our books say it did; and the ledger of its own. */
  theirs: number
  ours: number
  ledger: number
  /** Refunds whose trade got back more than was asked for. */
  twice: number
  /** Numbers that the provider was asked for and that stand on no refund of ours. */
  renewed: number
  /** Refunds that are done here and not there, the other way round, or of another amount. */
  unlike: number
  /** Journals of refunds beyond one for each. */
  journals_too_many: number
  offenders: string[]
}

type Row = { number: string; trade: string; amount: number; state: string; id: string }

/** Holds the provider's own book against the rows and the ledger, with SQL of its own. */
export async function judge(
  database_url: string,
  given: readonly { trade: string; number: string; amount: number }[],
  numbers: ReadonlySet<string>,
): Promise<Verdict> {
  const client = new pg.Client({ connectionString: database_url })
  await client.connect()
  try {
    const { rows } = await client.query<Row>(
      `select id, number, trade_number as trade, amount::float8 as amount, state from refunds order by id`,
    )
    const { rows: ledger } = await client.query<{ moved: number; journals: number }>(
      `select coalesce(sum(e.amount), 0)::float8 as moved, count(distinct j.id)::int as journals
       from journals as j join ledger_entries as e on e.journal_id = j.id
       join ledger_accounts as a on a.id = e.account_id and a.kind = 'outside' where j.kind = 'refund'`,
    )
    const ours = new Map(rows.map((one) => [one.number, one]))
    const theirs = new Map(given.map((one) => [one.number, one]))
    const sum = (all: readonly { amount: number }[]) =>
      all.reduce((total, one) => total + one.amount, 0)
    const done = rows.filter(({ state }) => state === 'succeeded')
    const asked = Map.groupBy(rows, ({ trade }) => trade)
    const twice = [...Map.groupBy(given, ({ trade }) => trade)].filter(
      ([trade, back]) => sum(back) > sum(asked.get(trade) ?? []),
    )
    const renewed = [...numbers].filter((number) => !ours.has(number))
    const unlike = [
      ...done.filter(({ number, amount }) => theirs.get(number)?.amount !== amount),
      ...given.filter(({ number }) => ours.get(number)?.state !== 'succeeded'),
    ]
    return {
      refunds: rows.length,
      succeeded: done.length,
      theirs: sum(given),
      ours: sum(done),
      ledger: ledger[0]?.moved ?? 0,
      twice: twice.length,
      renewed: renewed.length,
      unlike: unlike.length,
      journals_too_many: (ledger[0]?.journals ?? 0) - done.length,
      offenders: [
        ...twice.slice(0, 3).map(([trade]) => `${trade} got back more than was asked for`),
        ...renewed.slice(0, 3).map((number) => `${number} is no number of ours`),
        ...unlike.slice(0, 3).map(({ number }) => `${number} is not alike here and there`),
      ],
    }
  } finally {
    await client.end()
  }
}
