import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Segment } from './hls-packager.ts'
import { HLS_LIMITS } from './limits.ts'
import type { MediaLog, Replay } from './media.ts'
import { STREAM_ID } from './tokens.ts'

/** A segment on disk, as the index tells it. */
export type Recorded = Omit<Segment, 'bytes'>
export type Recording = {
  session_id: string
  segments: Recorded[]
  ended: boolean
  /** End of the newest segment on the stream's timeline; a later publisher goes on from here. */
  end_ms: number
}

type Line = { session_id: string } | { segment: Recorded } | { ended: true }

const INDEX = 'index.jsonl'
/** The index is written anew after this many segments have fallen out of the ring. */
const COMPACT_EVERY = 60
const BACKLOG_BYTES = 4 * HLS_LIMITS.segment_bytes

export const recordingDir = (data_dir: string, stream_id: string): string =>
  join(data_dir, 'replay', stream_id)

/** What is on disk of a stream, or undefined when nothing is. */
export async function readRecording(dir: string): Promise<Recording | undefined> {
  const text = await readFile(join(dir, INDEX), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const found: Recording = { session_id: '', segments: [], ended: false, end_ms: 0 }
  for (const row of text.split('\n')) {
    if (row === '') continue
    let line: Line
    try {
      line = JSON.parse(row)
    } catch {
      // Only the last line can be torn, by a crash in the middle of an append.
      continue
    }
    if ('session_id' in line) found.session_id = line.session_id
    else if ('ended' in line) found.ended = true
    else if (isWhole(line.segment)) found.segments.push(line.segment)
  }
  const last = found.segments.at(-1)
  if (last) found.end_ms = last.start_ms + last.duration_ms
  return found
}

/** Where a stream's recording begins and how long it is, or undefined when nothing is kept of it. */
export async function replayOf(data_dir: string, stream_id: string): Promise<Replay | undefined> {
  if (!STREAM_ID.test(stream_id)) return undefined
  const found = await readRecording(recordingDir(data_dir, stream_id))
  const first = found?.segments[0]
  if (!found || !first) return undefined
  const { start_ms, at } = first
  const duration_ms = found.segments.reduce((sum, one) => sum + one.duration_ms, 0)
  return { start_ms, duration_ms, at: new Date(at), ended: found.ended }
}

/** Numbers that came from a disk are looked at before time is built on them. */
const isWhole = (segment: Recorded | undefined): segment is Recorded =>
  segment !== undefined &&
  [segment.sequence, segment.init, segment.start_ms, segment.duration_ms, segment.at].every(
    Number.isSafeInteger,
  )

/**
 * Keeps the last minutes of a stream on disk. Every file is written under another name and moved into
 * place, and a segment is listed only after that, so a reader never sees half of one. A full disk
 * stops the recording, never the stream.
 */
export class Recorder {
  /** What an earlier publisher of the same session left. */
  readonly found: Recording | undefined
  private readonly dir: string
  private readonly session_id: string
  private readonly keep_ms: number
  private readonly log: MediaLog
  private segments: Recorded[]
  private dropped = 0
  private backlog = 0
  private broken = false
  private work: Promise<void> = Promise.resolve()

  private constructor(
    dir: string,
    session_id: string,
    keep_ms: number,
    log: MediaLog,
    found: Recording | undefined,
  ) {
    this.dir = dir
    this.session_id = session_id
    this.keep_ms = keep_ms
    this.log = log
    this.found = found
    this.segments = found?.segments ?? []
  }

  /** Opens a stream's recording; another session's is cleared away first. */
  static async open(
    dir: string,
    session_id: string,
    keep_ms: number,
    log: MediaLog,
  ): Promise<Recorder> {
    let found = await readRecording(dir)
    if (found?.session_id !== session_id) {
      await rm(dir, { recursive: true, force: true })
      found = undefined
    }
    await mkdir(dir, { recursive: true })
    if (!found) await atomically(join(dir, INDEX), `${JSON.stringify({ session_id })}\n`)
    const usable = found && found.segments.length > 0 ? found : undefined
    const recorder = new Recorder(dir, session_id, keep_ms, log, usable)
    // A line torn by a crash would swallow the next one that is appended to it.
    if (found && !found.ended) recorder.enqueue(0, () => recorder.rewrite(false))
    return recorder
  }

  addInit(number: number, bytes: Buffer): void {
    this.enqueue(bytes.length, () => atomically(join(this.dir, `init-${number}.mp4`), bytes))
  }

  addSegment(segment: Segment): void {
    const { bytes, ...row } = segment
    this.enqueue(bytes.length, async () => {
      await atomically(join(this.dir, `${segment.sequence}.m4s`), bytes)
      await appendFile(join(this.dir, INDEX), `${JSON.stringify({ segment: row })}\n`)
      this.segments.push(row)
      await this.prune(row.start_ms + row.duration_ms - this.keep_ms)
    })
  }

  /** Waits for what is under way and marks the recording as whole. */
  async end(): Promise<void> {
    this.enqueue(0, () => this.rewrite(true))
    await this.work
  }

  /** Waits for what is under way. */
  settled(): Promise<void> {
    return this.work
  }

  private enqueue(bytes: number, step: () => Promise<unknown>): void {
    if (this.broken) return
    if (this.backlog + bytes > BACKLOG_BYTES) {
      this.log('warn', 'recording falls behind, a segment is left out', { dir: this.dir })
      return
    }
    this.backlog += bytes
    this.work = this.work
      .then(() => (this.broken ? undefined : step()))
      .then(
        () => {
          this.backlog -= bytes
        },
        (error: unknown) => {
          this.backlog -= bytes
          this.broken = true
          this.log('error', 'recording stopped', { dir: this.dir, error: String(error) })
        },
      )
  }

  private async prune(before_ms: number): Promise<void> {
    while (this.segments.length > 1) {
      const oldest = this.segments[0] as Recorded
      if (oldest.start_ms + oldest.duration_ms > before_ms) break
      this.segments.shift()
      await rm(join(this.dir, `${oldest.sequence}.m4s`), { force: true })
      this.dropped++
    }
    if (this.dropped >= COMPACT_EVERY) await this.rewrite(false)
  }

  private async rewrite(ended: boolean): Promise<void> {
    const lines: Line[] = [
      { session_id: this.session_id },
      ...this.segments.map((segment) => ({ segment })),
      ...(ended ? [{ ended: true } as const] : []),
    ]
    await atomically(
      join(this.dir, INDEX),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    )
    this.dropped = 0
    const oldest = this.segments[0]?.init ?? 0
    for (const name of await readdir(this.dir)) {
      const init = /^init-(\d+)\.mp4$/.exec(name)?.[1]
      if (init && Number(init) < oldest) await rm(join(this.dir, name), { force: true })
    }
  }
}

async function atomically(path: string, content: Buffer | string): Promise<void> {
  const draft = `${path}.part`
  await writeFile(draft, content)
  await rename(draft, path)
}
