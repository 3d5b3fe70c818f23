/** Reads the configuration, starts the chosen roles, says where everything is, and stops in order when told. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type App, buildApp } from './app.ts'
import { loadDemo, playDemoRoom } from './demo/index.ts'
import { Refusal } from './kernel/refusal.ts'
import { register } from './modules/accounts/index.ts'
import { authorizePublish, onStream, STREAM_RESUME_MS } from './modules/live/index.ts'
import { BadConfig, type Config, readConfig } from './platform/config.ts'
import type { Context } from './platform/context.ts'
import { rows } from './platform/db.ts'
import { NoDatabase, startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { assertFit } from './platform/fit-database.ts'
import { type Log, makeLog } from './platform/log.ts'
import { startMediaEngine } from './platform/media/engine.ts'
import type { MediaEngine } from './platform/media/media.ts'
import { BadMigration, migrate } from './platform/migrate.ts'
import { serveWebApps } from './platform/web-apps.ts'

/** A start that cannot succeed, said in one line. */
class CannotStart extends Error {
  override name = 'CannotStart'
}

const say = (line: string) => process.stdout.write(`${line}\n`)
/** What has been opened, in order; closed in reverse when told to stop or when the start fails. */
const closers: (() => Promise<unknown>)[] = []
let stopping = false

/** Told to stop while starting: what is open is closed, nothing more is opened. */
class StoppedEarly extends Error {
  override name = 'StoppedEarly'
}
const goOn = () => {
  if (stopping) throw new StoppedEarly()
}

type Started = { app: App; config: Config; media: MediaEngine | undefined; log: Log }

async function open(): Promise<Started> {
  const config = readConfig()
  const log = makeLog(config.log_level)
  mkdirSync(config.data_dir, { recursive: true })
  await assertPortsFree(config)
  goOn()

  let database_url = config.database_url
  if (!database_url) {
    say('Starting the embedded PostgreSQL …')
    const postgres = await startEmbeddedPostgres({
      folder: join(config.data_dir, 'postgres'),
      revive: () => !stopping,
      log: say,
    })
    database_url = postgres.local_url
    closers.push(postgres.stop)
    goOn()
  }
  await assertFit(database_url)
  const ran = await migrate(database_url)
  if (ran.length > 0) say(`Migrated the database (${ran.length} steps).`)
  goOn()
  if (config.roles.has('http') && !process.env.SKIP_BUILD) await buildWebApps()
  goOn()

  let context: Context | undefined
  let media: MediaEngine | undefined
  if (config.roles.has('media')) {
    media = await startMediaEngine(
      {
        data_dir: join(config.data_dir, 'media'),
        rtmp_port: config.rtmp_port,
        http_port: config.media_port,
        host: config.host,
        publish_secrets: [...config.secrets.publish],
        play_secrets: [...config.secrets.play],
        resume_ms: STREAM_RESUME_MS,
        log: (level, message, fields) => log[level]({ part: 'media', ...fields }, message),
      },
      {
        authorizePublish: async (wish) =>
          context ? authorizePublish(context)(wish) : { ok: false, code: 'starting' },
        onStream: (event) => {
          if (context)
            void onStream(context, event).catch((error: unknown) =>
              log.error({ err: error }, 'a stream event was not heard'),
            )
        },
      },
    )
    closers.push(() => (media as MediaEngine).close())
    goOn()
  }

  const app = await buildApp(config, { database_url, log, media })
  context = app.context
  closers.push(() => {
    // The media engine outlives the modules by a moment; the next start compares rooms with streams anyway.
    context = undefined
    return app.close()
  })
  await makeFirstAdmin(app.context)
  if (config.roles.has('http'))
    await serveWebApps(app.http.app, () => (media ? `http://*:${media.http_port}` : ''))
  goOn()
  await app.listen()
  await app.startJobs()
  return { app, config, media, log }
}

/** What may be asked for already while it runs: the demo, the addresses. */
async function show({ app, config, media }: Started): Promise<void> {
  if (config.demo && config.roles.has('http')) {
    await loadDemo(app, say)
    if (media && config.demo_content === 'all') closers.push(await playDemoRoom(app, media))
  }
  goOn()
  announce(config, media)
}

const closeAll = async (fault: (error: unknown) => void) => {
  for (let close = closers.pop(); close; close = closers.pop()) await close().catch(fault)
}

/** A port that is taken is said by name before anything else happens. */
async function assertPortsFree(config: Config): Promise<void> {
  const wanted = [
    ...(config.roles.has('http') ? [{ name: 'PORT', port: config.port }] : []),
    ...(config.roles.has('media')
      ? [
          { name: 'RTMP_PORT', port: config.rtmp_port },
          { name: 'MEDIA_PORT', port: config.media_port },
        ]
      : []),
  ].filter(({ port }) => port !== 0)
  for (const [index, { name, port }] of wanted.entries()) {
    const twin = wanted.slice(0, index).find((other) => other.port === port)
    if (twin)
      throw new CannotStart(`${twin.name} and ${name} are both ${port}; give each its own port`)
    await assertFree(port, name, config.host)
  }
}

const assertFree = (port: number, name: string, host: string): Promise<void> =>
  new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        new CannotStart(
          error.code === 'EADDRINUSE'
            ? `port ${port} is in use by another program; set ${name} to a free one`
            : error.code === 'EACCES'
              ? `port ${port} (${name}) is kept for the system; set ${name} to one above 1023`
              : `${name} ${port} cannot be opened on HOST ${host}: ${error.message}`,
        ),
      ),
    )
    probe.listen(port, host, () => probe.close(() => done()))
  })

/** In a process of its own: the bundler's memory is given back when it ends. */
const buildWebApps = (): Promise<void> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../tools/build-web.ts')], {
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('error', fail)
    child.once('exit', (code) =>
      code === 0 ? done() : fail(new CannotStart('the web apps could not be built; see above')),
    )
  })

/** A new installation needs somebody who may give duties to others. */
async function makeFirstAdmin({ config, db, now }: Context): Promise<void> {
  if (!config.first_admin) return
  const [admin] = await rows(
    db,
  )`select account_id from operator_duties where duty = 'admin' limit 1`
  if (admin) return
  try {
    await register(db, {
      ...config.first_admin,
      nickname: 'Administrator',
      duties: ['admin'],
      now: now(),
    })
  } catch (error) {
    if (error instanceof Refusal)
      throw new CannotStart(`ADMIN_NAME and ADMIN_PASSWORD do not do: ${error.message}`)
    throw error
  }
  say(`Made the first administrator, ${config.first_admin.sign_in_name}.`)
}

function announce(config: Config, media: MediaEngine | undefined): void {
  const at = config.public_url
  say('')
  say(`Closedloop is running (${(performance.now() / 1_000).toFixed(1)} s).`)
  say(`  Viewer   ${at}/`)
  say(`  Studio   ${at}/studio/`)
  say(`  Ops      ${at}/ops/`)
  say(`  API      ${at}/docs   (${at}/openapi.json)`)
  if (media)
    say(
      `  Push     rtmp://localhost:${media.rtmp_port}/live   (OBS or ffmpeg; keys are made on the control desk)`,
    )
  if (config.demo) {
    say('  Demo people are one click away on each sign-in page. With a password (closedloop-demo):')
    for (const [name, role] of DEMO_LINES) say(`    ${name.padEnd(26)}${role}`)
  }
  say(
    existsSync(join(config.data_dir, 'postgres'))
      ? `  Data     ${config.data_dir}`
      : '  Data     your PostgreSQL',
  )
  say('Stop with Ctrl-C.')
}

const DEMO_LINES = [
  ['viewer@demo.example', 'buys in the room'],
  ['creator@demo.example', 'hosts the room on air'],
  ['merchant@demo.example', 'runs the plant shop'],
  ['admin@demo.example', 'runs the platform'],
] as const

/** The one line for what whoever starts us can mend; undefined for what is our own mistake. */
function plainly(error: unknown): string | undefined {
  if (
    error instanceof CannotStart ||
    error instanceof BadConfig ||
    error instanceof NoDatabase ||
    error instanceof BadMigration
  )
    return error.message
  const { code, path, port, syscall } = (error ?? {}) as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return `port ${port} was taken meanwhile by another program`
  if (path && ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EDQUOT'].includes(code ?? ''))
    return `${path} cannot be written (${syscall}: ${code}); give this user the folder, or set DATA_DIR to another one`
  return undefined
}

const starting = open()
const stop = async (signal: string) => {
  if (stopping) return
  stopping = true
  say(`${signal}: finishing what is under way …`)
  const hard = setTimeout(() => process.exit(1), 20_000)
  const { log } = await starting.catch(() => ({ log: undefined }))
  await closeAll((error) => log?.error({ err: error }, 'something did not close'))
  clearTimeout(hard)
  say('Stopped.')
  process.exit(0)
}
// A closed terminal hangs up; left to itself that would leave the database running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stop(signal))

try {
  const started = await starting
  process.on('unhandledRejection', (error) => {
    started.log.fatal({ err: error }, 'an error nobody caught; restarting is safer than going on')
    process.exit(1)
  })
  await show(started)
} catch (error) {
  if (!stopping) {
    stopping = true
    await closeAll(() => {})
    const line = plainly(error)
    if (line === undefined) throw error
    process.stderr.write(`Closedloop cannot start: ${line}\n`)
    process.exit(1)
  }
}
