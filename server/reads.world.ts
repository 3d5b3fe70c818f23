import { createHash, randomBytes } from 'node:crypto'
import { type App, buildApp } from './app.ts'
import { newId } from './kernel/ids.ts'
import { rows } from './platform/db.ts'
import { silentLog } from './platform/log.ts'
import { statementsDuring } from './test-crowd.ts'
import type { Answer, World } from './test-world.ts'

/**
 * Runs `work` and gives the statements that go to any database from here meanwhile, but those that find out who
 * is behind a session (a process asks that once or twice a second, whatever is read); and how many seconds it began, for copies last one.
 */
export async function statementsOf(
  work: () => Promise<unknown>,
): Promise<{ texts: string[]; seconds: number }> {
  const started = performance.now()
  const texts = (await statementsDuring(work)).filter(
    (text) => !/\b(sessions|api_keys|access_changes)\b/.test(text),
  )
  return { texts, seconds: Math.ceil((performance.now() - started) / 1_000) }
}

/** Somebody with a browser; nobody without a cookie. */
export type Visitor = { cookie: string }

/** People with a session each, set by set: registering hashes passwords, which takes its time. Ids are uuids. */
export async function seedVisitors(
  world: World,
  count: number,
): Promise<(Visitor & { id: string })[]> {
  const people = Array.from({ length: count }, () => ({
    id: newId(),
    token: randomBytes(32).toString('base64url'),
  }))
  const ids = people.map(({ id }) => id)
  const hashes = people.map(({ token }) => createHash('sha256').update(token).digest())
  const now = world.now()
  await rows(world.db)`
    insert into accounts (id, nickname, password_hash, created_at) select id, 'Visitor', 'none', ${now} from unnest(${ids}::uuid[]) as id`
  await rows(world.db)`
    insert into sign_in_names (name, account_id, kind) select id || '@example.com', id, 'email' from unnest(${ids}::uuid[]) as id`
  await rows(world.db)`
    insert into sessions (id, account_id, token_hash, created_at, seen_at, expires_at, user_agent)
    select gen_random_uuid(), id, hash, ${now}, ${now}, ${now}::timestamptz + interval '1 day', 'test'
    from unnest(${ids}::uuid[], ${hashes}::bytea[]) as one (id, hash)`
  return people.map(({ id, token }) => ({ id, cookie: `closedloop_session=${token}` }))
}

/** Asks one process; the answer's text is as it would be unpacked. */
export async function askOf(
  app: App,
  { cookie }: Visitor,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  { body, headers }: { body?: object; headers?: Record<string, string> } = {},
): Promise<Answer & { bytes: Buffer }> {
  const answer = await app.http.app.inject({
    method,
    url: path,
    headers: { ...(cookie ? { cookie } : {}), ...headers },
    ...(body ? { payload: body } : {}),
  })
  const is_json =
    String(answer.headers['content-type']).includes('json') && !answer.headers['content-encoding']
  return {
    status: answer.statusCode,
    body: is_json && answer.body ? JSON.parse(answer.body) : undefined,
    headers: answer.headers,
    text: answer.body,
    bytes: answer.rawPayload,
  }
}

/** A second server on the same database: of the first one's doings it hears from there alone. */
export async function anotherProcess(world: World): Promise<AsyncDisposable & { app: App }> {
  const { config, database_url } = world
  const app = await buildApp(config, { database_url, log: silentLog(), pool: 4 })
  await app.http.app.ready()
  return { app, [Symbol.asyncDispose]: app.close }
}

/** What another process changed is seen after so long. */
export const aSecond = () => new Promise((done) => setTimeout(done, 1_010))
