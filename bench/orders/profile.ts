import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { freePort } from '../../server/platform/embedded-postgres.ts'
import { type CpuProfile, dearest, flamePicture, treeOf } from './flame.ts'

/** Samples where a server's processor time goes, from `start` to `keep`. */
export type Profiler = {
  /** For the environment the server starts with: nothing is watched before `start`. */
  env: Record<string, string>
  start: (pid: number) => Promise<void>
  /** Writes the `.cpuprofile`, and beside it a flame picture `.svg`; gives the dearest functions, one a line. */
  keep: (file: string) => Promise<string[]>
}

export async function makeProfiler(): Promise<Profiler> {
  const port = await freePort()
  let ask: (method: string, params?: object) => Promise<any>
  let hangUp = () => {}
  return {
    env: { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` },
    start: async (pid) => {
      process.kill(pid, 'SIGUSR1')
      const socket = new WebSocket(await debuggerAddress(port))
      await new Promise((done, fail) => {
        socket.addEventListener('open', done, { once: true })
        socket.addEventListener('error', fail, { once: true })
      })
      hangUp = () => socket.close()
      ask = asking(socket)
      await ask('Profiler.enable')
      await ask('Profiler.setSamplingInterval', { interval: 200 })
      await ask('Profiler.start')
    },
    keep: async (file) => {
      const { profile } = (await ask('Profiler.stop')) as { profile: CpuProfile }
      hangUp()
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(profile))
      const tree = treeOf(profile)
      writeFileSync(`${file.replace(/\.cpuprofile$/, '')}.svg`, flamePicture(tree))
      return dearest(tree)
    },
  }
}

async function debuggerAddress(port: number): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
        webSocketDebuggerUrl: string
      }[]
      return targets[0]?.webSocketDebuggerUrl as string
    } catch (error) {
      if (tries > 100) throw error
      await new Promise((done) => setTimeout(done, 50))
    }
  }
}

function asking(socket: WebSocket) {
  const waiting = new Map<number, (answer: { result?: any; error?: unknown }) => void>()
  let count = 0
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data))
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  return (method: string, params: object = {}): Promise<any> =>
    new Promise((done, fail) => {
      count += 1
      waiting.set(count, ({ result, error }) =>
        error ? fail(new Error(`${method}: ${JSON.stringify(error)}`)) : done(result),
      )
      socket.send(JSON.stringify({ id: count, method, params }))
    })
}
