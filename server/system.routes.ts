import { allRefusals, notFound } from './kernel/refusal.ts'
import type { Context, Invariant } from './platform/context.ts'
import { row, rows } from './platform/db.ts'
import type { HttpApp } from './platform/http.ts'
import { checkInvariants } from './platform/invariants.ts'
import type { Consumer } from './platform/outbox.ts'
import { PUBLIC_KINDS } from './platform/storage.ts'
import { systemContract } from './system.contract.ts'

type Hooks = {
  settleDown: () => Promise<void>
  invariants: () => Promise<Invariant[]>
  consumers: readonly Consumer[]
}

/** What the platform answers about itself: time, health, metrics, files. */
export function systemRoutes(
  context: Context,
  http: HttpApp,
  { settleDown, invariants, consumers }: Hooks,
): void {
  const { db, clock, config, metrics, storage, media } = context
  const started_at = new Date()

  http.app.get(
    '/healthz',
    { schema: { hide: true } as any, logLevel: 'silent' },
    async (_, reply) => {
      try {
        await row(db)`select 1 as one where ${1}::int = 1`
        return reply.send({ ok: true })
      } catch {
        return reply.code(503).header('retry-after', '1').send({ ok: false })
      }
    },
  )
  http.app.get('/metrics', { schema: { hide: true } as any }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
  http.app.get<{ Params: { '*': string } }>(
    '/files/*',
    { schema: { hide: true } as any },
    async (request, reply) => {
      const key = request.params['*']
      const file = PUBLIC_KINDS.has(key.split('/')[0] ?? '') ? await storage.read(key) : undefined
      if (!file) throw notFound()
      return reply
        .headers({
          'cache-control': 'public, max-age=31536000, immutable',
          'content-length': file.size,
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .type(`image/${key.split('.').at(-1) === 'jpg' ? 'jpeg' : key.split('.').at(-1)}`)
        .send(file.stream)
    },
  )

  http.app.get('/docs/refusals', { schema: { hide: true } as any }, async (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(refusalsPage()),
  )

  http.serve(
    systemContract,
    {
      'GET /v1/time': async ({ now }) => ({ now, offset_ms: clock.offset() }),
      'GET /v1/installation': async () => ({
        name: 'Closedloop',
        version: config.version,
        demo: config.demo,
        currency: 'CNY',
        media_url: media ? `http://localhost:${media.http_port}` : '',
      }),
      'POST /v1/demo/clock': async ({ body }) => {
        if (!config.demo) throw notFound()
        await clock.advance(body.advance_s * 1_000)
        await settleDown()
        return { now: clock.now(), offset_ms: clock.offset() }
      },
      'GET /v1/health': async ({ now }) => {
        const [database, dead, sweeps, positions, findings] = await Promise.all([
          row<{
            version: string
            size: bigint
            connections: bigint
            waiting: bigint
            head: bigint
          }>(db)`
            select current_setting('server_version') as version, pg_database_size(current_database()) as size,
              (select count(*) from pg_stat_activity where datname = current_database()) as connections,
              (select count(*) from outbox where seq is null) as waiting, (select coalesce(max(seq), 0) from outbox where seq is not null) as head`,
          rows<{
            consumer: string
            seq: bigint
            type: string
            key: string
            error: string
            at: Date
          }>(db)`
            select consumer, seq, type, key, error, at from outbox_dead_letters where resolved_at is null order by at desc limit 50`,
          rows<{ name: string; last_at: Date; dealt: bigint }>(
            db,
          )`select name, last_at, dealt from sweep_runs order by name`,
          rows<{ consumer: string; seq: bigint }>(db)`select consumer, seq from outbox_positions`,
          invariants().then((all) => checkInvariants(db, all)),
        ])
        const head = database?.head ?? 0n
        return {
          version: config.version,
          started_at,
          now,
          database: {
            ok: true,
            version: database?.version ?? '',
            size_bytes: database?.size ?? 0n,
            connections: database?.connections ?? 0n,
          },
          outbox: {
            waiting: database?.waiting ?? 0n,
            consumers: consumers.map(({ name }) => ({
              name,
              behind: head - (positions.find((one) => one.consumer === name)?.seq ?? 0n),
            })),
            dead_letters: dead,
          },
          sweeps,
          media: { ok: media !== undefined, streams: media?.streams().length ?? 0, viewers: 0 },
          memory_bytes: process.memoryUsage.rss(),
          invariants: findings.map(({ name, rows: found }) => ({
            name,
            state: found.some((one) => 'failed' in one)
              ? ('unknown' as const)
              : found.length > 0
                ? ('violated' as const)
                : ('holds' as const),
            rows: found.length,
          })),
        }
      },
    },
    'system',
  )
}

/** Every refusal with its code: what the `type` of a problem answer points at. */
function refusalsPage(): string {
  const lines = allRefusals()
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(
      ({ code, status, title }) =>
        `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</td></tr>`,
    )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Refusals</title>
<style>body{font:14px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16181d}table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #e9ebf0;padding:.4rem .6rem;text-align:left}tr:target{background:#fff6e0}</style>
<h1>Refusals</h1><p>Answers are problem details (RFC 9457): <code>code</code> is stable, for programs; the sentence is for people.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead><tbody>${lines.join('')}</tbody></table></html>`
}
