import { spawn } from 'node:child_process'
import { join } from 'node:path'

export type SideServer = { port: number; close: () => Promise<void> }

/** Starts `naive-server.ts` or `floor-server.ts` in a process of its own. @throws when it does not come up */
export async function startSide(
  file:
    | 'naive-server.ts'
    | 'floor-server.ts'
    | '../../callbacks/naive-server.ts'
    | '../../coupons/naive-server.ts',
  env: Record<string, string> = {},
): Promise<SideServer> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, file)],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  )
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const { port } = await new Promise<{ port: number }>((done, fail) => {
    child.once('message', (message) => done(message as { port: number }))
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`${file} ended with ${code}`)))
  })
  return {
    port,
    close: () => {
      child.kill('SIGTERM')
      return gone
    },
  }
}
