import { type ChildProcess, fork } from 'node:child_process'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { busy } from '../../kernel/refusal.ts'
import { notAPicture } from './product.ts'

export type PictureFormat = 'jpeg' | 'png' | 'webp'
export type PictureJob = { id: number; format: PictureFormat; bytes: Uint8Array }
export type RemadePicture = { large: Uint8Array; thumb: Uint8Array; width: number; height: number }
export type PictureResult = ({ id: number; ok: true } & RemadePicture) | { id: number; ok: false }

const WORKER = fileURLToPath(new URL('./picture-worker.ts', import.meta.url))
const PACKAGES = (() => {
  const path = fileURLToPath(import.meta.resolve('sharp'))
  return path.slice(0, path.lastIndexOf(`${sep}node_modules${sep}`) + `${sep}node_modules`.length)
})()
const MAX_BYTES = 10 * 1024 * 1024
const PATIENCE_MS = 10_000
const QUEUE = 40

/** By their first bytes; names and declared types are only claims. */
export function sniff(bytes: Uint8Array): PictureFormat | undefined {
  const at = (start: number, text: string) =>
    Buffer.from(bytes.subarray(start, start + text.length)).toString('latin1') === text
  if (at(0, '\xff\xd8\xff')) return 'jpeg'
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'webp'
  return undefined
}

/** Loading the decoder on a machine under load; a worker that needs longer is our fault, not the picture's. */
const START_MS = 60_000

let worker: { child: ChildProcess; ready: Promise<void> } | undefined
let jobs = 0
let waiting = 0
let line: Promise<unknown> = Promise.resolve()

/**
 * Remakes a picture in the worker process: decoded, turned upright, freed of metadata, at most 1,600 pixels,
 * with a thumb of 480. One at a time; the worker stays warm and is ended when one takes ten seconds.
 * @throws notAPicture for what is no JPEG, PNG or WebP or does not decode whole; busy when too many wait
 */
export async function remakePicture(
  bytes: Uint8Array,
  patience_ms = PATIENCE_MS,
): Promise<RemadePicture> {
  const format = bytes.length <= MAX_BYTES ? sniff(bytes) : undefined
  if (!format) throw notAPicture()
  if (waiting >= QUEUE) throw busy()
  waiting += 1
  const turn = line.then(() => inWorker({ id: ++jobs, format, bytes }, patience_ms))
  line = turn.catch(() => {})
  try {
    return await turn
  } finally {
    waiting -= 1
  }
}

async function inWorker(job: PictureJob, patience_ms: number): Promise<RemadePicture> {
  const { child, ready } = warmWorker()
  // The worker does not keep this process alive while it has nothing to do.
  child.ref()
  child.channel?.ref()
  try {
    await ready
    return await askWorker(child, job, patience_ms)
  } finally {
    child.unref()
    child.channel?.unref()
  }
}

/** The worker's end while it works on a picture is the picture's doing. */
const askWorker = (
  child: ChildProcess,
  job: PictureJob,
  patience_ms: number,
): Promise<RemadePicture> =>
  new Promise((resolve, reject) => {
    const end = (result: PictureResult | undefined) => {
      clearTimeout(patience)
      child.off('message', end)
      child.off('exit', gone)
      child.off('error', gone)
      if (result?.ok) resolve(result)
      else reject(notAPicture())
    }
    const gone = () => {
      if (worker?.child === child) worker = undefined
      end(undefined)
    }
    const patience = setTimeout(() => {
      child.kill('SIGKILL')
      gone()
    }, patience_ms)
    child.on('message', end)
    child.once('exit', gone)
    child.once('error', gone)
    child.send(job, (error) => {
      if (error) gone()
    })
  })

function warmWorker(): { child: ChildProcess; ready: Promise<void> } {
  if (worker?.child.connected) return worker
  const child = fork(WORKER, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: {},
    execArgv: [
      '--max-old-space-size=64',
      '--permission',
      // The decoder is native code; the flag admits it and nothing else of the list.
      '--allow-addons',
      `--allow-fs-read=${join(PACKAGES, '*')}`,
      `--allow-fs-read=${join(WORKER, '..', '*')}`,
      '--disable-warning=SecurityWarning',
      '--disable-warning=ExperimentalWarning',
    ],
  })
  const ready = new Promise<void>((done, fail) => {
    const failed = () => fail(busy({ why: 'the picture worker did not start' }))
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      failed()
    }, START_MS)
    child.once('message', () => {
      clearTimeout(limit)
      done()
    })
    child.once('exit', () => {
      clearTimeout(limit)
      failed()
    })
  })
  ready.catch(() => {})
  child.on('error', () => {})
  child.once('exit', () => {
    if (worker?.child === child) worker = undefined
  })
  worker = { child, ready }
  return worker
}

/** The worker's process id while it is warm, for drills and tests. */
export const pictureWorkerPid = (): number | undefined => worker?.child.pid
