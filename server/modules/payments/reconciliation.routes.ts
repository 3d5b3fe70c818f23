import { showId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { rows } from '../../platform/db.ts'
import type { HttpApp } from '../../platform/http.ts'
import {
  CALENDAR_DAY,
  cursorOf,
  INSTANT,
  INTEGER,
  pageOf,
  pageSize,
  readCursor,
  UUID,
} from '../../platform/paging.ts'
import { historyOf } from '../../platform/transition.ts'
import type { BillEntry, Compared } from './bill.ts'
import { type BillFileRow, findBillFile } from './bills.sql.ts'
import { compareFile } from './check-bill.ts'
import type { Booking, DifferenceKind, DifferenceState } from './difference.ts'
import {
  AGES,
  balancesByKind,
  mirrorOf,
  sumsOfDays,
  tradesOf,
  transfersWaiting,
  waitingByAge,
  waitingDifferences,
} from './finance-desk.sql.ts'
import type { Providers } from './provider.ts'
import { reconciliationContract } from './reconciliation.contract.ts'
import { refuseRelease, releaseDifference, resolveDifference } from './resolve-difference.ts'
import { applyBillFile, takeBillFile } from './take-bill-file.ts'
import { leaveDifference, takeDifference } from './take-difference.ts'

type DifferenceRow = {
  id: string
  provider: string
  payment_id: string | null
  number: string | null
  provider_number: string | null
  kind: DifferenceKind
  expected: bigint | null
  expected_currency: string | null
  found: bigint | null
  currency: string | null
  words: string
  day: string | null
  state: DifferenceState
  owner_id: string | null
  owner_name: string | null
  deadline_at: Date | null
  escalations: number
  booking: Booking | null
  proposed_by: string | null
  proposed_name: string | null
  resolution: string | null
  resolved_by: string | null
  created_at: Date
}

/** Longer ones lose their tail here; the file itself and the rows have them all. */
const FIRST = 50

const shownFile = ({ problems_count: _, ...file }: BillFileRow) => file

const showing = (file: BillFileRow, counts: boolean, { differences, unbooked }: Compared) => ({
  file: shownFile(file),
  counts,
  unbooked: unbooked.length,
  kinds: [...Map.groupBy(differences, ({ kind }) => kind)]
    .map(([kind, all]) => ({ kind, count: all.length }))
    .sort((a, b) => b.count - a.count),
  first: differences
    .slice(0, FIRST)
    .map(
      ({ kind, number, provider_number, expected, expected_currency, found, currency, words }) => ({
        kind,
        number,
        provider_number,
        expected,
        expected_currency,
        found,
        currency,
        words,
      }),
    ),
})

export const reconciliationRoutes = (context: Context, { providers }: { providers: Providers }) => {
  const { db, now: clock, wake } = context

  const countsOf = async (files: readonly { id: string }[]): Promise<Set<string>> =>
    new Set(
      (
        await rows<{ file_id: string }>(db)`
          select file_id from provider_bills where file_id = any(${files.map(({ id }) => id)}::uuid[])`
      ).map(({ file_id }) => file_id),
    )

  return (http: HttpApp) =>
    http.serve(
      reconciliationContract,
      {
        'GET /v1/payment-differences': async ({ query, account_id, now }) => {
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, UUID) ?? []
          const states =
            query.state === 'waiting'
              ? ['open', 'taken', 'proposed']
              : query.state
                ? [query.state]
                : null
          const older = query.days === undefined ? null : after(now, -query.days * DAY)
          const younger =
            query.under_days === undefined ? null : after(now, -query.under_days * DAY)
          const found = await rows<DifferenceRow>(db)`
            select d.id, d.provider, d.payment_id, d.number, d.provider_number, d.kind, d.expected, d.expected_currency, d.found, d.currency, d.words, d.day,
              d.state, d.owner_id, o.nickname as owner_name, d.deadline_at, d.escalations, d.booking, d.proposed_by, p.nickname as proposed_name,
              d.resolution, d.resolved_by, d.created_at
            from payment_differences as d left join accounts as o on o.id = d.owner_id left join accounts as p on p.id = d.proposed_by
            where (${before ?? null}::uuid is null or d.id < ${before ?? null}::uuid)
              and (${states}::text[] is null or d.state = any(${states}::text[]))
              and (${query.kind ?? null}::text is null or d.kind = ${query.kind ?? null}::text)
              and (${query.provider ?? null}::text is null or d.provider = ${query.provider ?? null}::text)
              and (${query.day ?? null}::date is null or d.day = ${query.day ?? null}::date)
              and (${query.currency ?? null}::text is null or coalesce(d.currency, d.expected_currency) = ${query.currency ?? null}::text)
              and (${query.owner ?? null}::text is distinct from 'me' or d.owner_id = ${account_id}::uuid)
              and (${query.owner ?? null}::text is distinct from 'nobody' or d.owner_id is null)
              and (${query.escalated ?? null}::boolean is null or (d.escalations > 0) = ${query.escalated ?? null}::boolean)
              and (${query.owner_id ?? null}::uuid is null or d.owner_id = ${query.owner_id ?? null}::uuid)
              and (${older}::timestamptz is null or d.created_at <= ${older}::timestamptz)
              and (${younger}::timestamptz is null or d.created_at > ${younger}::timestamptz)
            order by d.id desc limit ${limit + 1}`
          return pageOf(found, limit, (last) => cursorOf(last.id))
        },

        'GET /v1/payment-differences/:difference_id/history': async ({ params }) => {
          const history = await historyOf(db, 'payment_differences', params.difference_id)
          if (history.length === 0) throw notFound()
          return {
            data: history.map(({ from_state, to_state, actor_kind, actor_id, reason, at }) => ({
              from_state,
              to_state,
              actor: actor_kind === 'account' ? showId('acc', actor_id) : actor_id,
              reason,
              at,
            })),
          }
        },

        'POST /v1/payment-differences/:difference_id/taking': async ({
          params,
          account_id,
          now,
        }) => {
          await takeDifference(db, { ...params, account_id, now })
          return null
        },
        'POST /v1/payment-differences/:difference_id/leaving': async ({
          params,
          account_id,
          now,
        }) => {
          await leaveDifference(db, { ...params, account_id, now })
          return null
        },
        'POST /v1/payment-differences/:difference_id/resolution': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          await resolveDifference(db, { ...params, ...body, account_id, now })
          return null
        },
        'POST /v1/payment-differences/:difference_id/release': async ({
          params,
          account_id,
          now,
        }) => {
          await releaseDifference(db, { ...params, account_id, now })
          wake()
          return null
        },
        'POST /v1/payment-differences/:difference_id/refusal': async ({
          params,
          account_id,
          now,
        }) => {
          await refuseRelease(db, { ...params, account_id, now })
          return null
        },

        'GET /v1/provider-bills': async ({ query }) => {
          const limit = pageSize(query.limit)
          const [day, provider] = readCursor(query.after, CALENDAR_DAY, /^[a-z_]{2,20}$/) ?? [
            null,
            null,
          ]
          const found = await rows<{
            provider: string
            day: string
            file_id: string | null
            lines_count: number
            checked_at: Date
            differences_count: bigint
            waiting_count: bigint
          }>(db)`
            select b.provider, b.day, b.file_id, b.lines_count, b.checked_at,
              (select count(*) from payment_differences as d where d.provider = b.provider and d.day = b.day) as differences_count,
              (select count(*) from payment_differences as d where d.provider = b.provider and d.day = b.day and d.state in ('open', 'taken', 'proposed')) as waiting_count
            from provider_bills as b
            where (${day}::date is null or (b.day, b.provider) < (${day}::date, ${provider}::text))
              and (${query.provider ?? null}::text is null or b.provider = ${query.provider ?? null}::text)
            order by b.day desc, b.provider desc limit ${limit + 1}`
          const page = pageOf(found, limit, (last) => cursorOf(last.day, last.provider))
          const sums = Map.groupBy(
            await sumsOfDays(db, page.data),
            (one) => `${one.provider}|${one.day}`,
          )
          return {
            data: page.data.map((bill) => ({
              ...bill,
              sums: (sums.get(`${bill.provider}|${bill.day}`) ?? []).map(
                ({ currency, ours, theirs, explained, fee }) => ({
                  currency,
                  ours,
                  theirs,
                  explained,
                  fee,
                }),
              ),
            })),
            next: page.next,
          }
        },

        'GET /v1/provider-trades': async ({ query }) => {
          const limit = pageSize(query.limit)
          const before = readCursor(query.after, INSTANT, UUID) as [string, string] | undefined
          const found = await tradesOf(db, {
            provider: query.provider,
            day: query.day ?? null,
            currency: query.currency ?? null,
            unchecked: query.unchecked ?? null,
            before: before ?? null,
            limit: limit + 1,
          })
          return pageOf(found, limit, (last) => cursorOf(last.at, last.id))
        },

        'GET /v1/bill-files/:file_id/lines': async ({ params, query }) => {
          if (!(await findBillFile(db, params.file_id))) throw notFound()
          const limit = pageSize(query.limit)
          const [after_id] = readCursor(query.after, INTEGER) ?? []
          const number = query.number ?? null
          const found = await rows<BillEntry & { id: bigint }>(db)`
            select id, about, number, provider_number, amount, currency, fee, state, finished_at from provider_bill_lines
            where file_id = ${params.file_id} and (${after_id ?? null}::bigint is null or id > ${after_id ?? null}::bigint)
              and (${number}::text is null or number = ${number}::text or provider_number = ${number}::text)
              and (${query.currency ?? null}::text is null or currency = ${query.currency ?? null}::text)
            order by id limit ${limit + 1}`
          const page = pageOf(found, limit, (last) => cursorOf(last.id))
          return {
            data: page.data.map((line) => ({ ...line, id: String(line.id) })),
            next: page.next,
          }
        },

        'POST /v1/bill-files': async ({ query, account_id, now, request }) => {
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
          const { provider, day, name } = query
          const { file, compared } = await takeBillFile(db, providers, {
            provider,
            day,
            name: name ?? 'bill.csv',
            bytes,
            account_id,
            now,
          })
          return showing(file, (await countsOf([file])).has(file.id), compared)
        },

        'GET /v1/bill-files': async ({ query }) => {
          const limit = pageSize(query.limit)
          const [before] = readCursor(query.after, UUID) ?? []
          const found = await rows<BillFileRow>(db)`
            select * from provider_bill_files
            where (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
              and (${query.provider ?? null}::text is null or provider = ${query.provider ?? null}::text)
              and (${query.day ?? null}::date is null or day = ${query.day ?? null}::date)
            order by id desc limit ${limit + 1}`
          const page = pageOf(found, limit, (last) => cursorOf(last.id))
          const counting = await countsOf(page.data)
          return {
            data: page.data.map((file) => ({ ...shownFile(file), counts: counting.has(file.id) })),
            next: page.next,
          }
        },

        'GET /v1/bill-files/:file_id': async ({ params }) => {
          const file = await findBillFile(db, params.file_id)
          if (!file) throw notFound()
          return showing(file, (await countsOf([file])).has(file.id), await compareFile(db, file))
        },

        'POST /v1/bill-files/:file_id/application': async ({ params }) => {
          await applyBillFile(db, params.file_id, clock)
          wake()
          return null
        },

        'GET /v1/finance-desk': async ({ now }) => {
          const [kinds, mirror, waiting, ages, transfers] = await Promise.all([
            balancesByKind(db),
            mirrorOf(db),
            waitingDifferences(db),
            waitingByAge(db, now),
            transfersWaiting(db),
          ])
          return {
            kinds,
            mirror,
            waiting,
            ages: ages.map((one) => ({
              ...one,
              under_days: AGES.find((age) => age > one.from_days) ?? null,
            })),
            ...(transfers ?? {
              refunds_failed: 0n,
              refunds_waiting: 0n,
              payouts_waiting: 0n,
              payouts_failed: 0n,
            }),
          }
        },
      },
      'reconciliation',
    )
}
