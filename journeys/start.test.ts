import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { verify } from '../drills/crash/stage.ts'
import { DEMO_PASSWORD } from '../server/demo/people.ts'
import { freePort } from '../server/platform/embedded-postgres.ts'
import { findDatabase } from '../server/platform/find-database.ts'
import { HttpPerson, until } from './http-person.ts'
import {
  type As,
  childrenOf,
  type Ended,
  isRunning,
  postgresOf,
  type RunningServer,
  startAndKill,
  startInVain,
  startServer,
} from './running-server.ts'

/** How `npm start` begins and ends: on good ground, on bad ground, cut off, as somebody who may do little. */

const QUICK = { DEMO: 'people', SKIP_BUILD: '1' }
const ON_LINUX = process.platform === 'linux'
const IS_ROOT = process.getuid?.() === 0
const only_linux = ON_LINUX ? false : 'finds processes in /proc, which only Linux has'
const only_root = ON_LINUX && IS_ROOT ? false : 'only root can start it as somebody else'

const made: string[] = []
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'closedloop-start-'))
  made.push(path)
  return path
}
after(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true })
})

/** Ended by itself with 1 and exactly one line on stderr, which says this. */
function assertRefused({ code, stderr, stdout }: Ended, words: RegExp): void {
  assert.equal(code, 1, `${stdout}${stderr}`)
  assert.match(stderr, words)
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
  assert.doesNotMatch(stderr, /\n\s+at /)
}

/** It runs: pages' API answers, a demo person signs in, and it stops with 0. */
async function assertWorks(server: RunningServer): Promise<void> {
  const me = await new HttpPerson(server.url, 'viewer').signIn('viewer@demo.example', DEMO_PASSWORD)
  assert.ok((await me.do('GET', '/v1/me')).id)
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
}

const occupy = (port: number): Promise<Server> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(port, '127.0.0.1', () => done(server))
  })

test('a busy port is named, and nothing is begun', async () => {
  const port = await freePort()
  const other = await occupy(port)
  try {
    await Promise.all(
      ['PORT', 'RTMP_PORT', 'MEDIA_PORT'].map(async (name) => {
        const data_dir = folder()
        const ended = await startInVain({ ...QUICK, DATA_DIR: data_dir, [name]: String(port) })
        assertRefused(ended, new RegExp(`port ${port} .*\\b${name}\\b`))
        assert.ok(!existsSync(join(data_dir, 'postgres')), 'no database was made')
      }),
    )
    const twice = await startInVain({
      ...QUICK,
      DATA_DIR: folder(),
      PORT: '4123',
      MEDIA_PORT: '4123',
    })
    assertRefused(twice, /PORT and MEDIA_PORT are both 4123/)
  } finally {
    other.close()
  }
})

test('settings that cannot work are refused in one line each', async () => {
  const cases: [Record<string, string>, RegExp][] = [
    [{ ROLES: 'foo' }, /ROLES names "foo"; known are http/],
    [{ PORT: 'abc', PUBLIC_URL: 'http://127.0.0.1' }, /PORT must be a port number, not "abc"/],
    [{ SECRET_PLAY: 'short' }, /SECRET_PLAY needs at least 24 characters/],
    [{ ADMIN_NAME: 'boss@example.com' }, /both ADMIN_NAME .* and ADMIN_PASSWORD/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be one of .*, not "loud"/],
    [{ PUBLIC_URL: 'shop.example' }, /PUBLIC_URL must begin with http/],
    [{ HOST: 'no-such-host.invalid' }, /PORT \d+ cannot be opened on HOST no-such-host.invalid/],
    [{ DATABASE_URL: 'not an address' }, /DATABASE_URL must look like postgres:/],
    [
      { DATABASE_URL: `postgres://me:secret-word@127.0.0.1:${await freePort()}/shop` },
      /the database 127\.0\.0\.1:\d+\/shop cannot be used: .*ECONNREFUSED.*DATABASE_URL/,
    ],
  ]
  // Four at a time: more only wait for each other on a small machine.
  for (let from = 0; from < cases.length; from += 4)
    await Promise.all(
      cases.slice(from, from + 4).map(async ([settings, words]) => {
        const ended = await startInVain({ ...QUICK, DATA_DIR: folder(), ...settings })
        assertRefused(ended, words)
        assert.doesNotMatch(ended.stderr, /secret-word/)
      }),
    )
})

const forgetful = process.env.TEST_DATABASE_URL
test('a database that may forget what it acknowledged is refused before anything is written to it', {
  skip: forgetful ? false : 'TEST_DATABASE_URL names such a database under npm test',
}, async () => {
  const admin = new pg.Client({ connectionString: forgetful as string })
  await admin.connect()
  try {
    await admin.query('create database start_forgetful')
    const url = (forgetful as string).replace(/\/\w+$/, '/start_forgetful')
    const ended = await startInVain({ ...QUICK, DATA_DIR: folder(), DATABASE_URL: url })
    assertRefused(ended, /runs with fsync=off and could lose acknowledged orders/)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query("select from pg_tables where schemaname = 'public'")
    await client.end()
    assert.equal(rows.length, 0)
  } finally {
    await admin.query('drop database if exists start_forgetful with (force)')
    await admin.end()
  }
})

test('foreign files where the database would be are left alone; damaged keys are named', async () => {
  const [diary, keys] = [folder(), folder()]
  mkdirSync(join(diary, 'postgres'))
  writeFileSync(join(diary, 'postgres/diary.txt'), 'mine')
  writeFileSync(join(keys, 'secrets.json'), '{"publish": "cut o')
  const [foreign, damaged] = await Promise.all(
    [diary, keys].map((DATA_DIR) => startInVain({ ...QUICK, DATA_DIR })),
  )
  assertRefused(foreign as Ended, /postgres holds files but no PostgreSQL cluster; move it away/)
  assert.equal(readFileSync(join(diary, 'postgres/diary.txt'), 'utf8'), 'mine')
  assertRefused(damaged as Ended, /secrets\.json is damaged/)
})

test('a second start on the same data is refused and the first goes on; both in the very first second too', async () => {
  const data_dir = folder()
  const DATA_DIR = data_dir
  const starts = await Promise.allSettled([
    startServer({ ...QUICK, DATA_DIR }),
    startServer({ ...QUICK, DATA_DIR }),
  ])
  const running = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  try {
    assert.equal(running.length, 1, 'one of the two has it')
    const [first] = running as [RunningServer]
    const refused = starts.find((one) => one.status === 'rejected')
    assert.match(
      String(refused?.reason),
      new RegExp(`another start \\(process ${first.process.pid}\\)`),
    )
    const ended = await startInVain({ ...QUICK, DATA_DIR })
    assertRefused(ended, new RegExp(`another start \\(process ${first.process.pid}\\) is using`))
    await assertWorks(first)
  } finally {
    for (const one of running) assert.equal(await one.stop(), 0)
  }
})

test('a first start cut off by kill -9, wherever it was, does not harm the next', async (t) => {
  const DATA_DIR = folder()
  mkdirSync(join(DATA_DIR, 'postgres.part'))
  writeFileSync(join(DATA_DIR, 'postgres.part/PG_VERSION'), '18')
  for (const [words, most] of [
    ['Starting the embedded', 1_200],
    ['Starting the embedded', 4_000],
    ['Loading the demo', 1_000],
  ] as const) {
    const later = Math.round(Math.random() * most)
    const { stdout, stderr } = await startAndKill({ ...QUICK, DATA_DIR }, words, later)
    assert.equal(stderr, '')
    const last = stdout.trim().split('\n').at(-1)
    t.diagnostic(`killed ${later} ms after “${words}”: its last words were “${last}”`)
  }
  const server = await startServer({ ...QUICK, DATA_DIR })
  await assertWorks(server)
  assert.equal(await server.stop(), 0)
  const { violations, said } = await verify(server.env)
  assert.equal(violations, 0, said)

  // On the same folder: a number left in the lock file that a stranger has by now, then a newer release's database.
  const lock = join(DATA_DIR, 'postgres/postmaster.pid')
  writeFileSync(lock, `${process.pid}\n${join(DATA_DIR, 'postgres')}\n1\n1\n\n127.0.0.1\n`)
  const { url, release } = await findDatabase({ data_dir: DATA_DIR, database_url: undefined })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    "insert into schema_migrations (name, hash) values ('9999_from_the_future.sql', 'x')",
  )
  await client.end()
  await release()
  assertRefused(
    await startInVain({ ...QUICK, DATA_DIR }),
    /migration 9999_from_the_future\.sql, which this release does not know; start the newer release/,
  )
  assert.ok(!existsSync(lock), 'the database was stopped again')
})

test('told to stop: answers are given, nobody new is let in, nothing stays behind, the next start works', {
  skip: only_linux,
}, async () => {
  const DATA_DIR = folder()
  const first = await startServer({ ...QUICK, DATA_DIR, RATE_LIMITS: '0' })
  const pid = first.process.pid as number
  const below = [...childrenOf(pid), ...childrenOf(postgresOf(DATA_DIR))]
  assert.ok(below.length >= 3, 'PostgreSQL, its processes and the media child')
  const host = await new HttpPerson(first.url, 'host').signIn('creator@demo.example', DEMO_PASSWORD)
  const { room } = await host.do('POST', '/v1/rooms', { title: '最后一场' })
  const { ticket, socket_path } = await host.do('POST', `/v1/rooms/${room.id}/ticket`)
  const socket = new WebSocket(`${first.url.replace('http', 'ws')}${socket_path}?ticket=${ticket}`)
  const goodbye = new Promise<number>((done) =>
    socket.addEventListener('close', ({ code }) => done(code)),
  )
  await new Promise((done) => socket.addEventListener('message', done, { once: true }))

  // Passwords are slow on purpose, and wait in line for a core.
  let sent = 0
  const under_way = Array.from({ length: 20 }, () => {
    const answer = fetch(`${first.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sign_in_name: 'viewer@demo.example', password: DEMO_PASSWORD }),
    })
    sent += 1
    return answer.then(async (one) => ({ status: one.status, body: await one.json() }))
  })
  // The first answer tells that all twenty have arrived.
  await Promise.race(under_way)
  const stopped = first.stop()
  const answers = await Promise.all(under_way)
  assert.equal(sent, 20)
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
  assert.equal(await goodbye, 1013)
  await until(
    'nobody new is let in',
    () =>
      fetch(`${first.url}/v1/time`).then(
        (one) => one.status,
        () => 0,
      ),
    (status) => status === 0,
    { every_ms: 20 },
  )
  assert.equal(await stopped, 0)
  assert.match(first.output(), /Stopped\./)
  assert.deepEqual(below.filter(isRunning), [], 'nothing of it runs any more')

  const second = await startServer({ ...QUICK, DATA_DIR })
  await assertWorks(second)
  // The owner is killed, its PostgreSQL lives on; and a terminal that is closed hangs up.
  const orphan = postgresOf(DATA_DIR)
  await second.kill()
  assert.ok(isRunning(orphan))
  const third = await startServer({ ...QUICK, DATA_DIR })
  assert.match(third.output(), /taking over its database/)
  assert.ok(!isRunning(orphan))
  await assertWorks(third)
  const left = postgresOf(DATA_DIR)
  third.process.kill('SIGHUP')
  assert.equal(await third.stop(), 0)
  assert.ok(!isRunning(left))
})

test('told to stop while it is still starting: ends, and leaves nothing running', {
  skip: only_linux,
}, async () => {
  const DATA_DIR = folder()
  const starting = startServer({ ...QUICK, DATA_DIR }).then(
    () => 'started',
    (error: Error) => error.message,
  )
  const postmaster = await until(
    'PostgreSQL is there',
    async () => (existsSync(join(DATA_DIR, 'postgres/postmaster.pid')) ? postgresOf(DATA_DIR) : 0),
    (pid) => pid > 0,
    { every_ms: 20, limit_ms: 90_000 },
  )
  const owner = Number(readFileSync(join(DATA_DIR, 'postgres.owner'), 'utf8').split(' ')[0])
  process.kill(owner, 'SIGTERM')
  assert.match(await starting, /ended with 0:[\s\S]*SIGTERM: finishing[\s\S]*Stopped\./)
  assert.ok(!isRunning(postmaster))
})

const nobody = (): As => {
  const user = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody')
  assert.ok(user, 'the machine has a user nobody')
  const home = folder()
  const [uid, gid] = [Number(user[2]), Number(user[3])]
  chownSync(home, uid, gid)
  return { uid, gid, home }
}

test('somebody without rights starts it in a folder of theirs; in one that is not, they are told', {
  skip: only_root,
}, async () => {
  const as = nobody()
  const [mine, closed] = [folder(), folder()]
  chownSync(mine, as.uid, as.gid)
  chmodSync(closed, 0o755)
  const [refused, server] = await Promise.all([
    startInVain({ ...QUICK, DATA_DIR: join(closed, 'data') }, as),
    startServer({ ...QUICK, DATA_DIR: mine }, as),
  ])
  assertRefused(refused, new RegExp(`${closed}\\S* cannot be written .*DATA_DIR`))
  await assertWorks(server)
  assert.equal(await server.stop(), 0)
})

test('root starts it in a folder that nobody else may enter', { skip: only_root }, async () => {
  const closed = folder()
  chmodSync(closed, 0o700)
  const server = await startServer({ ...QUICK, DATA_DIR: join(closed, 'data') })
  await assertWorks(server)
  assert.equal(await server.stop(), 0)
})
