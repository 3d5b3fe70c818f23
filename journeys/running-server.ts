import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../server/platform/embedded-postgres.ts'

const root = join(import.meta.dirname, '..')

export type RunningServer = {
  url: string
  rtmp_port: number
  data_dir: string
  env: NodeJS.ProcessEnv
  process: ChildProcess
  /** Everything the server printed so far. */
  output: () => string
  stop: () => Promise<void>
}

/** Starts a platform of its own, as `npm start` does, on free ports and an empty data folder; waits until it says that it runs. */
export async function startServer(extra: Record<string, string> = {}): Promise<RunningServer> {
  const data_dir = extra.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'closedloop-journey-'))
  const [port, media_port, rtmp_port] = [await freePort(), await freePort(), await freePort()]
  const env = {
    ...process.env,
    DATA_DIR: data_dir,
    PORT: String(port),
    MEDIA_PORT: String(media_port),
    RTMP_PORT: String(rtmp_port),
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    ...extra,
  }
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts')],
    { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let printed = ''
  child.stdout.on('data', (part) => (printed += part))
  child.stderr.on('data', (part) => (printed += part))
  await new Promise<void>((done, fail) => {
    const limit = setTimeout(
      () => fail(new Error(`the server did not start within 180 s:\n${printed}`)),
      180_000,
    )
    child.once('exit', (code) => {
      clearTimeout(limit)
      fail(new Error(`the server ended with ${code}:\n${printed}`))
    })
    child.stdout.on('data', () => {
      if (!printed.includes('Stop with Ctrl-C')) return
      clearTimeout(limit)
      done()
    })
  })
  return {
    url: `http://127.0.0.1:${port}`,
    rtmp_port,
    data_dir,
    env,
    process: child,
    output: () => printed,
    stop: () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        child.once('exit', () => done())
        child.kill('SIGTERM')
      }),
  }
}
