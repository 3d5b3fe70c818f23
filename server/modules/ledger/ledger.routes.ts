import { showId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import { row, rows, sql } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import { cursorOf, INTEGER, pageOf, pageSize, readCursor, UUID } from '../../platform/paging.ts'
import type { OwnerKind } from './chart.ts'
import { ledgerContract } from './ledger.contract.ts'
import { type EntryRow, entriesOf } from './ledger.sql.ts'

const shown = ({ id, journal_id, ...entry }: EntryRow) => ({
  ...entry,
  id: String(id),
  journal_id: String(journal_id),
})

const shownOwner = (owner_kind: OwnerKind, owner_id: string | null): string | null =>
  owner_id && showId(owner_kind === 'shop' ? 'shp' : 'acc', owner_id)

/** Kinds as a query says them, with commas between. */
const kinds = (said: string | undefined): string[] | null => said?.split(',') ?? null

type AccountRow = {
  id: string
  kind: string
  owner_kind: OwnerKind
  owner_id: string | null
  owner_name: string | null
  currency: string
  balance: bigint
  entries_count: bigint
}
type JournalRow = {
  id: bigint
  event: string
  kind: string
  memo: string
  at: Date
  reverses: bigint | null
}

export const ledgerRoutes =
  ({ db }: Context) =>
  (http: HttpApp) =>
    http.serve(
      ledgerContract,
      {
        'GET /v1/ledger/accounts': async ({ query }) => {
          const limit = pageSize(query.limit)
          const [kind, id] = readCursor(query.after, /^[a-z_]{1,40}$/, UUID) ?? [
            '',
            '00000000-0000-0000-0000-000000000000',
          ]
          const found = await rows<AccountRow>(db)`
            select l.id, l.kind, l.owner_kind, l.owner_id, coalesce(a.nickname, s.name) as owner_name, l.currency, l.balance, l.entries_count
            from ledger_accounts as l
            left join accounts as a on l.owner_kind = 'account' and a.id = l.owner_id
            left join shops as s on l.owner_kind = 'shop' and s.id = l.owner_id
            where (l.kind, l.id) > (${kind}, ${id}::uuid) and (${kinds(query.kind)}::text[] is null or l.kind = any(${kinds(query.kind)}::text[]))
              and (${query.currency ?? null}::text is null or l.currency = ${query.currency ?? null}::text)
            order by l.kind, l.id limit ${limit + 1}`
          const page = pageOf(found, limit, (last) => cursorOf(last.kind, last.id))
          return {
            data: page.data.map((account) => ({
              ...account,
              owner_id: shownOwner(account.owner_kind, account.owner_id),
            })),
            next: page.next,
          }
        },

        'GET /v1/ledger/accounts/:account_id/entries': async ({ params, query }) => {
          if (!(await row(db)`select from ledger_accounts where id = ${params.account_id}`))
            throw notFound()
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, INTEGER) ?? []
          const found = await entriesOf(db, {
            account_id: params.account_id,
            limit: limit + 1,
            ...(before ? { before: BigInt(before) } : {}),
          })
          const page = pageOf(found, limit, (last) => cursorOf(last.id))
          return { data: page.data.map(shown), next: page.next }
        },

        'GET /v1/ledger/journals': async ({ query }) => {
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, INTEGER) ?? []
          let wanted = db
            .selectFrom('journals as j')
            .select(['j.id', 'j.event', 'j.kind', 'j.memo', 'j.at', 'j.reverses'])
          const { order_id, order_line_id } = query
          if (order_id)
            wanted = wanted.where(
              'j.id',
              'in',
              sql<any>`(select journal_id from ledger_entries where order_id = ${order_id}::uuid)`,
            )
          if (order_line_id)
            wanted = wanted.where(
              'j.id',
              'in',
              sql<any>`(select journal_id from ledger_entries where order_line_id = ${order_line_id}::uuid)`,
            )
          if (query.day) wanted = wanted.where('j.booked_on', '=', sql<any>`${query.day}::date`)
          if (query.kind)
            wanted = wanted.where('j.kind', '=', sql<any>`any(${kinds(query.kind)}::text[])`)
          if (before) wanted = wanted.where('j.id', '<', BigInt(before) as any)
          const journals = (await wanted
            .orderBy('j.id', 'desc')
            .limit(limit + 1)
            .execute()) as unknown as JournalRow[]
          const page = pageOf(journals, limit, (last) => cursorOf(last.id))
          const entries = Map.groupBy(
            await entriesOf(db, { journal_ids: page.data.map(({ id }) => id), limit: 10_000 }),
            ({ journal_id }) => journal_id,
          )
          return {
            data: page.data.map(({ id, reverses, ...journal }) => ({
              ...journal,
              id: String(id),
              reverses: reverses === null ? null : String(reverses),
              entries: (entries.get(id) ?? []).toReversed().map(shown),
            })),
            next: page.next,
          }
        },

        'GET /v1/ledger/days': async () => ({
          data: await rows<{
            day: string
            journals_count: bigint
            entries_count: bigint
            hash: string
            sealed_at: Date
          }>(db)`
            select day, journals_count, entries_count, hash, sealed_at from ledger_days where ${true}::boolean order by day desc limit 400`,
        }),
      },
      'ledger',
    )
