import { fork } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FromChild, ToChild } from './child-words.ts'

export type MediaProcess = {
  pid: number | undefined
  say(message: ToChild): void
  stop(): Promise<void>
}
export type MediaProcessEars = {
  heard(message: FromChild): void
  wrote(text: string): void
  gone(how: string): void
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))
const STOP_MS = 5_000

/**
 * Forks the media child with as little as it needs: no environment, so no passwords, and by Node's
 * permission model no file but its own code and data, no process and no addon. One that says nothing
 * for `silent_ms` is hung and ended.
 */
export function forkMedia(
  data_dir: string,
  silent_ms: number,
  ears: MediaProcessEars,
): MediaProcess {
  const child = fork(CHILD, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: process.env.TZ ? { TZ: process.env.TZ } : {},
    execArgv: [
      '--permission',
      '--allow-net',
      // Node says at every start that the flag above is young.
      '--disable-warning=ExperimentalWarning',
      `--allow-fs-read=${join(dirname(CHILD), '*')}`,
      `--allow-fs-read=${join(data_dir, '*')}`,
      `--allow-fs-write=${join(data_dir, '*')}`,
    ],
  })
  let heard_at = Date.now()
  let over = false
  const watch = setInterval(() => {
    if (Date.now() - heard_at > silent_ms) child.kill('SIGKILL')
  }, silent_ms / 4)
  watch.unref()
  const gone = new Promise<void>((resolve) => {
    const once = (how: string) => {
      if (over) return
      over = true
      clearInterval(watch)
      ears.gone(how)
      resolve()
    }
    child.once('exit', (code, signal) => once(signal ?? `exit ${code}`))
    child.once('error', (error) => once(error.message))
  })
  child.on('message', (message) => {
    heard_at = Date.now()
    if (!over) ears.heard(message as FromChild)
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => ears.wrote(text.trimEnd()))

  const say = (message: ToChild): void => {
    // A child that is going may already be deaf; what matters is asked again of the next one.
    if (child.connected) child.send(message, () => {})
  }
  return {
    pid: child.pid,
    say,
    async stop() {
      if (over) return
      say({ type: 'close' })
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await gone
      clearTimeout(late)
    },
  }
}
