/** Reads the configuration, starts the chosen roles, says where everything is, and stops in order when told. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { buildApp } from './app.ts'
import { loadDemo, playDemoRoom } from './demo/index.ts'
import { register } from './modules/accounts/index.ts'
import { authorizePublish, onStream, STREAM_RESUME_MS } from './modules/live/index.ts'
import { BadConfig, type Config, readConfig } from './platform/config.ts'
import type { Context } from './platform/context.ts'
import { rows } from './platform/db.ts'
import { NoDatabase, startEmbeddedPostgres } from './platform/embedded-postgres.ts'
import { makeLog } from './platform/log.ts'
import { startMediaEngine } from './platform/media/engine.ts'
import type { MediaEngine } from './platform/media/media.ts'
import { BadMigration, migrate } from './platform/migrate.ts'
import { serveWebApps } from './platform/web-apps.ts'

/** A start that cannot succeed, said in one line. */
class CannotStart extends Error {
  override name = 'CannotStart'
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const started = performance.now()
/** What has been opened, in order; closed in reverse when told to stop or when the start fails. */
const closers: (() => Promise<unknown>)[] = []

async function start(): Promise<void> {
  const config = readConfig()
  const log = makeLog(config.log_level)
  mkdirSync(config.data_dir, { recursive: true })
  await Promise.all([
    config.roles.has('http') ? assertFree(config.port, 'PORT') : undefined,
    config.roles.has('media') ? assertFree(config.rtmp_port, 'RTMP_PORT') : undefined,
    config.roles.has('media') ? assertFree(config.media_port, 'MEDIA_PORT') : undefined,
  ])

  let database_url = config.database_url
  if (!database_url) {
    say('Starting the embedded PostgreSQL …')
    const postgres = await startEmbeddedPostgres({
      folder: join(config.data_dir, 'postgres'),
      log: say,
    })
    database_url = postgres.url
    closers.push(postgres.stop)
  }
  const ran = await migrate(database_url)
  if (ran.length > 0) say(`Migrated the database (${ran.length} steps).`)
  if (config.roles.has('http') && !process.env.SKIP_BUILD) {
    await buildWebApps()
  }

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
  }

  const app = await buildApp(config, { database_url, log, media })
  context = app.context
  closers.push(app.close)
  await assertDurable(context)
  if (config.roles.has('http'))
    await serveWebApps(app.http.app, () => (media ? `http://*:${media.http_port}` : ''))
  await app.listen()
  await app.startJobs()

  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) return
    stopping = true
    say(`${signal}: finishing what is under way …`)
    const hard = setTimeout(() => process.exit(1), 20_000)
    for (const close of closers.reverse())
      await close().catch((error: unknown) => log.error({ err: error }, 'something did not close'))
    clearTimeout(hard)
    say('Stopped.')
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal))
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'an error nobody caught; restarting is safer than going on')
    process.exit(1)
  })

  await makeFirstAdmin(context)
  if (config.demo && config.roles.has('http')) {
    await loadDemo(app, say)
    if (media && config.demo_content === 'all') closers.push(await playDemoRoom(app, media))
  }
  announce(config, media)
}

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

/** A port that is taken is said by name before anything else happens. */
const assertFree = (port: number, name: string): Promise<void> =>
  new Promise((done, fail) => {
    if (port === 0) return done()
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        new CannotStart(
          error.code === 'EADDRINUSE'
            ? `port ${port} is in use by another program; set ${name} to a free one`
            : `port ${port} (${name}) cannot be opened: ${error.message}`,
        ),
      ),
    )
    probe.listen(port, '0.0.0.0', () => probe.close(() => done()))
  })

/** An acknowledged order must survive a power cut; a database that may forget is refused. */
async function assertDurable({ db }: Context): Promise<void> {
  const settings = await rows<{ name: string; setting: string }>(db)`
    select name, setting from pg_settings where name = any(${['fsync', 'synchronous_commit', 'full_page_writes', 'server_version_num']}::text[])`
  for (const { name, setting } of settings) {
    if (name === 'server_version_num') {
      if (Number(setting) < 180_000)
        throw new CannotStart('this PostgreSQL is older than 18; use 18 or later')
    } else if (setting === 'off' || setting === 'local')
      throw new CannotStart(
        `the database runs with ${name}=${setting} and could lose acknowledged orders; turn it on`,
      )
  }
}

/** A new installation needs somebody who may give duties to others. */
async function makeFirstAdmin({ config, db, now }: Context): Promise<void> {
  if (!config.first_admin) return
  const [admin] = await rows(
    db,
  )`select account_id from operator_duties where duty = 'admin' limit 1`
  if (admin) return
  await register(db, {
    ...config.first_admin,
    nickname: 'Administrator',
    duties: ['admin'],
    now: now(),
  })
  say(`Made the first administrator, ${config.first_admin.sign_in_name}.`)
}

function announce(config: Config, media: MediaEngine | undefined): void {
  const at = config.public_url
  say('')
  say(`Closedloop is running (${((performance.now() - started) / 1_000).toFixed(1)} s).`)
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

try {
  await start()
} catch (error) {
  for (const close of closers.reverse()) await close().catch(() => {})
  if (
    error instanceof CannotStart ||
    error instanceof BadConfig ||
    error instanceof NoDatabase ||
    error instanceof BadMigration
  ) {
    process.stderr.write(`Closedloop cannot start: ${error.message}\n`)
    process.exit(1)
  }
  throw error
}
