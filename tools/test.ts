/** `npm test`: every ring of tests, or the named files. Starts the database they clone their worlds from. */
import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import pg from 'pg'
import { startEmbeddedPostgres } from '../server/platform/embedded-postgres.ts'
import { migrate } from '../server/platform/migrate.ts'
import { installTestTools } from './install-test-tools.ts'

const root = join(import.meta.dirname, '..')
const named = process.argv.slice(2)
const wanted = named.length > 0 ? named : ['{server,web,tools,journeys,bench,drills}/**/*.test.ts']
const files = wanted.flatMap((one) => globSync(one, { cwd: root }).sort())
if (files.length < wanted.length) {
  console.error(`there is no test ${wanted.join(', ')}`)
  process.exit(1)
}

/** What takes longest begins first: begun last, it would go on while a core has nothing to do. */
const LONG = [
  'drills/schedules/schedules.test.ts',
  'drills/callbacks/callbacks.test.ts',
  'web/studio/studio.browser.test.ts',
  'web/ops/ops.browser.test.ts',
  'web/viewer/viewer.browser.test.ts',
  'web/viewer/flash.browser.test.ts',
]
/** These measure what people would see, and want the machine for themselves. */
const ALONE = ['journeys/slow-database.test.ts', 'journeys/loop.test.ts']

const leaving = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leaving.abort())

/**
 * Where files lie in memory, if there is plenty: each test begins with a database of its own, a thousand files that are made
 * and thrown away, and on a disk that takes a fifth of all its time.
 */
function roomInMemory(): string | undefined {
  const [place, plenty] = ['/dev/shm', 6 * 1024 ** 3]
  try {
    const { bavail, bsize } = statfsSync(place)
    return Math.min(bavail * bsize, process.availableMemory()) >= plenty ? place : undefined
  } catch {
    return undefined
  }
}

/** Looks at the sources while tests run; what it says is told in one piece when they are through. */
function check(): Promise<{ ok: boolean; said: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'tools/check.ts')],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], signal: leaving.signal },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      said += part
    })
  return new Promise((done) => {
    child.once('error', (error) => done({ ok: false, said: `${said}${error.message}\n` }))
    child.once('close', (code) => done({ ok: code === 0, said }))
  })
}

/** Runs these in the order given; whether all went well. */
async function runAll(some: readonly string[], at_once: number): Promise<boolean> {
  let ok = true
  const running = run({
    files: some.map((file) => resolve(root, file)),
    cwd: root,
    concurrency: at_once,
    timeout: 600_000,
    signal: leaving.signal,
    // A loop of tests makes much that is forgotten at once, as a rush does: see tools/launch.cjs.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32'],
    env: { ...process.env, TEST_DATABASE_URL: postgres.url, TZ: 'UTC' },
  })
  running.on('test:fail', () => {
    ok = false
  })
  for await (const words of running.compose(new spec())) process.stdout.write(words)
  return ok
}

let checking: ReturnType<typeof check> | undefined
if (named.length === 0) {
  installTestTools()
  const { buildWeb } = await import('./build-web.ts')
  await buildWeb()
  checking = check()
}

const folder = mkdtempSync(join(roomInMemory() ?? tmpdir(), 'closedloop-test-'))
const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg'), throwaway: true })
const template = postgres.url.replace(/closedloop$/, 'closedloop_template')
const client = new pg.Client({ connectionString: postgres.url })
await client.connect()
await client.query('create database closedloop_template')
await client.end()
await migrate(template)

const isJourney = (file: string) => file.includes('journeys/')
const isAlone = (file: string) => ALONE.includes(file)
/** The long ones in their order, then the others in theirs. */
const placeOf = (file: string) => (LONG.includes(file) ? LONG.indexOf(file) : LONG.length)
const phases = [
  {
    files: files
      .filter((file) => !isJourney(file))
      .toSorted((one, other) => placeOf(one) - placeOf(other)),
    at_once: Math.max(2, availableParallelism()),
  },
  // Journeys start whole servers, and kill them; two at a time, for starting is mostly work for one core.
  { files: files.filter((file) => isJourney(file) && !isAlone(file)), at_once: 2 },
  { files: files.filter(isAlone), at_once: 1 },
]
let ok = true
for (const phase of phases)
  if (phase.files.length > 0 && !leaving.signal.aborted)
    ok = (await runAll(phase.files, phase.at_once)) && ok
await postgres.stop()
rmSync(folder, { recursive: true, force: true })
if (checking) {
  const checked = await checking
  console.log(checked.said)
  if (!checked.ok) console.log('npm run check found something: see just above')
  ok = ok && checked.ok
}
process.exit(ok && !leaving.signal.aborted ? 0 : 1)
