import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type App, buildApp } from './app.ts'
import { after, BUSINESS_ZONE, dayIn, MINUTE } from './kernel/time.ts'
import { type Duty, register } from './modules/accounts/index.ts'
import type { Clock } from './platform/clock.ts'
import { type Config, readConfig } from './platform/config.ts'
import { checkInvariants } from './platform/invariants.ts'
import { silentLog } from './platform/log.ts'
import type { MediaEngine } from './platform/media/media.ts'

/** What a test sees of an answer. */
export type Answer<Body = any> = {
  status: number
  body: Body
  headers: Record<string, any>
  text: string
}

/** A person with a signed-in browser; POSTs carry a fresh Idempotency-Key unless one is given. */
export type Person = {
  id: string
  nickname: string
  sign_in_name: string
  cookie: string
  get: (path: string) => Promise<Answer>
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  put: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
  patch: (path: string, body?: unknown) => Promise<Answer>
  delete: (path: string) => Promise<Answer>
  /** A multipart upload: fields first, then the file. */
  upload: (
    path: string,
    file: { name: string; type: string; bytes: Uint8Array },
    fields?: Record<string, string>,
  ) => Promise<Answer>
}

export type World = AsyncDisposable & {
  app: App
  db: App['context']['db']
  config: Config
  url: string
  database_url: string
  now: () => Date
  /** Lets time pass and everything due happen. */
  pass: (ms: number) => Promise<void>
  /** Lets everything due happen now. */
  settle: () => Promise<void>
  person: (wish?: { nickname?: string; is_creator?: boolean; duties?: Duty[] }) => Promise<Person>
  operator: (...duties: Duty[]) => Promise<Person>
  /** Somebody without a session. */
  stranger: Person
  /** Every invariant; throws with the offending rows. */
  verify: () => Promise<number>
}

const admin = (): string => {
  const url = process.env.TEST_DATABASE_URL
  if (!url)
    throw new Error(
      'run tests with `npm test` (or `npm test -- FILE…`): it starts the database they need',
    )
  return url
}

/**
 * Whoever is not about midnight shall not meet it: shortly before one, in Shanghai or in UTC, a world begins after it, so that what
 * a test does before it lets time pass is on one day.
 */
async function leaveMidnight(clock: Clock): Promise<void> {
  const now = clock.now()
  const soon = after(now, 5 * MINUTE)
  const is_near = [BUSINESS_ZONE, 'UTC'].some((zone) => dayIn(now, zone) !== dayIn(soon, zone))
  if (is_near) await clock.advance(6 * MINUTE)
}

/** A whole platform on a database of its own (cloned from the migrated template), listening on a free port. */
export async function testWorld(
  options: { media?: MediaEngine; jobs?: boolean; env?: Record<string, string> } = {},
): Promise<World> {
  const name = `world_${randomBytes(6).toString('hex')}`
  const admin_url = admin()
  const client = new pg.Client({ connectionString: admin_url })
  await client.connect()
  await client.query(`create database ${name} template closedloop_template`)
  await client.end()
  const database_url = admin_url.replace(/\/[^/]*$/, `/${name}`)
  const data_dir = mkdtempSync(join(tmpdir(), 'closedloop-world-'))
  const config = readConfig({
    DATA_DIR: data_dir,
    PORT: '0',
    HOST: '127.0.0.1',
    RTMP_PORT: '0',
    MEDIA_PORT: '0',
    DEMO: '1',
    PAYOUT_RELEASE_UP_TO: '5000000',
    ...options.env,
  })
  const app = await buildApp(config, {
    database_url,
    log: silentLog(),
    media: options.media,
    pool: 8,
  })
  const url = await app.listen()
  const { db, clock } = app.context
  await leaveMidnight(clock)
  if (options.jobs) await app.startJobs()

  const browser = (id: string, nickname: string, sign_in_name: string, cookie: string): Person => {
    const send = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Answer> => {
      const answer = await app.http.app.inject({
        method: method as any,
        url: path,
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : {
              payload:
                typeof body === 'string' || Buffer.isBuffer(body)
                  ? body
                  : JSON.stringify(body, (_, part) =>
                      typeof part === 'bigint' ? Number(part) : part,
                    ),
            }),
      })
      let parsed: unknown = answer.body
      if (String(answer.headers['content-type']).includes('json') && answer.body)
        parsed = JSON.parse(answer.body)
      return { status: answer.statusCode, body: parsed, headers: answer.headers, text: answer.body }
    }
    return {
      id,
      nickname,
      sign_in_name,
      cookie,
      get: (path) => send('GET', path),
      post: (path, body, headers) => send('POST', path, body, headers),
      put: (path, body, headers) => send('PUT', path, body, headers),
      patch: (path, body) => send('PATCH', path, body),
      delete: (path) => send('DELETE', path),
      upload: (path, file, fields = {}) => {
        const boundary = `--------${randomBytes(12).toString('hex')}`
        const head = Object.entries(fields)
          .map(
            ([field, value]) =>
              `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
          )
          .join('')
        const payload = Buffer.concat([
          Buffer.from(
            `${head}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: ${file.type}\r\n\r\n`,
          ),
          file.bytes,
          Buffer.from(`\r\n--${boundary}--\r\n`),
        ])
        return send('POST', path, payload, {
          'content-type': `multipart/form-data; boundary=${boundary}`,
        })
      },
    }
  }

  let count = 0
  const stranger = browser('', 'Stranger', '', '')
  const world: World = {
    app,
    db,
    config,
    url,
    database_url,
    now: clock.now,
    pass: async (ms) => {
      await clock.advance(ms)
      await app.settleDown()
    },
    settle: app.settleDown,
    stranger,
    person: async ({ nickname, is_creator = false, duties = [] } = {}) => {
      count += 1
      const sign_in_name = `1380000${String(count).padStart(4, '0')}`
      const password = 'tea-and-rice-7'
      const named = nickname ?? `Person ${count}`
      await register(db, {
        sign_in_name,
        password,
        nickname: named,
        is_creator,
        duties,
        now: clock.now(),
      })
      const signed = await stranger.post('/v1/session', { sign_in_name, password })
      if (signed.status !== 201) throw new Error(`could not sign in: ${signed.text}`)
      const cookie = String([signed.headers['set-cookie']].flat()[0]).split(';')[0] as string
      return browser(signed.body.id, named, sign_in_name, cookie)
    },
    operator: (...duties) =>
      world.person({
        nickname: `Operator ${duties.join(' ')}`,
        duties: duties.length > 0 ? duties : ['admin'],
      }),
    verify: async () => {
      const findings = await checkInvariants(db, await app.invariants())
      const broken = findings.filter((finding) => finding.rows.length > 0)
      if (broken.length > 0)
        throw new Error(
          `invariants broken:\n${broken.map(({ name, rows }) => `${name}: ${JSON.stringify(rows.slice(0, 3), (_, part) => (typeof part === 'bigint' ? Number(part) : part))}`).join('\n')}`,
        )
      return findings.length
    },
    [Symbol.asyncDispose]: async () => {
      await app.close()
      const cleaner = new pg.Client({ connectionString: admin_url })
      await cleaner.connect()
      await cleaner.query(`drop database if exists ${name} with (force)`)
      await cleaner.end()
      rmSync(data_dir, { recursive: true, force: true })
    },
  }
  return world
}
