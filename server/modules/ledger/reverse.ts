import type { Tx } from '../../platform/db.ts'
import { findJournals } from './ledger.sql.ts'
import { type Entry, post } from './post.ts'

/**
 * Takes journals back: for each (event, kind) a new journal of kind `<kind>_reversal` with every entry the other
 * way round, which names the one it reverses. Done once each; what was never posted is passed over.
 * @throws `below_floor` when what is to be taken back is no longer there.
 */
export async function reverse(
  tx: Tx,
  wishes: readonly { event: string; kind: string; at: Date; memo?: string }[],
): Promise<void> {
  const found = await findJournals(tx, wishes)
  const byJournal = new Map<string, { id: bigint; entries: Entry[] }>()
  for (const {
    id,
    event,
    journal_kind,
    kind,
    owner_kind,
    owner_id,
    currency,
    amount,
    order_id,
    order_line_id,
  } of found) {
    const name = `${journal_kind}\n${event}`
    const journal = byJournal.get(name) ?? { id, entries: [] }
    journal.entries.push({
      account: { kind, owner_kind, owner_id, currency },
      amount: -amount,
      ...(order_id ? { order_id } : {}),
      ...(order_line_id ? { order_line_id } : {}),
    })
    byJournal.set(name, journal)
  }
  await post(
    tx,
    wishes.flatMap(({ event, kind, at, memo }) => {
      const journal = byJournal.get(`${kind}\n${event}`)
      return journal
        ? [
            {
              event,
              kind: `${kind}_reversal`,
              at,
              memo: memo ?? '',
              reverses: journal.id,
              entries: journal.entries,
            },
          ]
        : []
    }),
  )
}
