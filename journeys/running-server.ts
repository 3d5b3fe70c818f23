import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../server/platform/embedded-postgres.ts'

const root = join(import.meta.dirname, '..')
const compiled = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile') }

export type RunningServer = {
  url: string
  rtmp_port: number
  data_dir: string
  env: NodeJS.ProcessEnv
  process: ChildProcess
  /** Everything the server printed so far. */
  output: () => string
  /** Tells it to stop and waits until it has; gives its exit code. */
  stop: () => Promise<number | null>
  /** `kill -9`, without a word; what it started may live on. */
  kill: () => Promise<void>
}

export type Ended = { code: number | null; stdout: string; stderr: string }

/** Who the server runs as; its environment is only what is named here besides the search path. */
export type As = { uid: number; gid: number; home: string }

type Spawned = {
  child: ChildProcess
  env: NodeJS.ProcessEnv
  stdout: () => string
  stderr: () => string
  gone: Promise<number | null>
}

/** A folder of its own, free ports, quiet; `extra` overrules. */
async function settings(extra: Record<string, string>): Promise<Record<string, string>> {
  const [some, media, rtmp] = [
    String(await freePort()),
    String(await freePort()),
    String(await freePort()),
  ]
  const port = extra.PORT ?? some
  return {
    DATA_DIR: extra.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'closedloop-journey-')),
    PORT: port,
    MEDIA_PORT: media,
    RTMP_PORT: rtmp,
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    ...extra,
  }
}

function spawnServer(own: Record<string, string>, as?: As): Spawned {
  const env = as
    ? { PATH: process.env.PATH, HOME: as.home, ...own }
    : { ...compiled, ...process.env, ...own }
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=32',
      join(root, 'server/main.ts'),
    ],
    {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(as ? { uid: as.uid, gid: as.gid } : {}),
    },
  )
  const printed = { stdout: '', stderr: '' }
  child.stdout.on('data', (part) => (printed.stdout += part))
  child.stderr.on('data', (part) => (printed.stderr += part))
  const gone = new Promise<number | null>((done) => {
    child.once('close', (code) => done(code))
    child.once('error', (error) => {
      printed.stderr += String(error)
      done(null)
    })
  })
  return { child, env, stdout: () => printed.stdout, stderr: () => printed.stderr, gone }
}

/** Starts a platform of its own, as `npm start` does, on free ports and an empty data folder; waits until it says that it runs. */
export async function startServer(
  extra: Record<string, string> = {},
  as?: As,
): Promise<RunningServer> {
  const own = await settings(extra)
  const { child, env, stdout, stderr, gone } = spawnServer(own, as)
  const output = () => stdout() + stderr()
  await new Promise<void>((done, fail) => {
    const limit = setTimeout(() => {
      child.kill('SIGTERM')
      fail(new Error(`the server did not start within 180 s:\n${output()}`))
    }, 180_000)
    void gone.then((code) => {
      clearTimeout(limit)
      fail(new Error(`the server ended with ${code}:\n${output()}`))
    })
    child.stdout?.on('data', () => {
      if (!stdout().includes('Stop with Ctrl-C')) return
      clearTimeout(limit)
      done()
    })
  })
  return {
    url: `http://127.0.0.1:${own.PORT}`,
    rtmp_port: Number(own.RTMP_PORT),
    data_dir: own.DATA_DIR as string,
    env,
    process: child,
    output,
    stop: () => {
      child.kill('SIGTERM')
      return gone
    },
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** A start that is expected to end by itself; what still runs after `limit_ms` is killed and has no exit code. */
export async function startInVain(
  extra: Record<string, string> = {},
  as?: As,
  limit_ms = 90_000,
): Promise<Ended> {
  const { child, stdout, stderr, gone } = spawnServer(await settings(extra), as)
  const limit = setTimeout(() => child.kill('SIGKILL'), limit_ms)
  const code = await gone
  clearTimeout(limit)
  return { code, stdout: stdout(), stderr: stderr() }
}

/** A start that is killed with -9 so long after it printed `words`. */
export async function startAndKill(
  extra: Record<string, string>,
  words: string,
  later_ms: number,
): Promise<Ended> {
  const { child, stdout, stderr, gone } = spawnServer(await settings(extra))
  let killer = setTimeout(() => child.kill('SIGKILL'), 90_000)
  let seen = false
  child.stdout?.on('data', () => {
    if (seen || !stdout().includes(words)) return
    seen = true
    clearTimeout(killer)
    killer = setTimeout(() => child.kill('SIGKILL'), later_ms)
  })
  const code = await gone
  clearTimeout(killer)
  return { code, stdout: stdout(), stderr: stderr() }
}

/** Process id of the PostgreSQL that works on this data folder, as it wrote it down itself. */
export const postgresOf = (data_dir: string): number =>
  Number(readFileSync(join(data_dir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

/** The living children of a process whose command line holds `word`. Linux only. */
export const childrenOf = (pid: number, word = ''): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        const stat = readFileSync(`/proc/${one}/stat`, 'utf8')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return (
          Number(parent) === pid &&
          state !== 'Z' &&
          readFileSync(`/proc/${one}/cmdline`, 'utf8').includes(word)
        )
      } catch {
        // It ended while we looked.
        return false
      }
    })

/** Runs, and is not merely waiting for its parent to collect it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return process.platform !== 'linux'
  }
}
