/** The load generator's own process: told what to send by a file, when to start by a message; answers with figures. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { AnswerReader } from './answers.ts'
import type { LoadFigures, LoadPlan } from './index.ts'
import { KEY } from './request.ts'
import { Series } from './tally.ts'

/** How many connections are opened at a time: no more than a server's backlog holds. */
const OPENING = 100
const PATIENCE_MS = 15_000
const WAY = 'way'

const plan = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as LoadPlan
/** Ways of one step or more; each step in the pieces that its key stands between. */
const ways = plan.requests.map((request) => [request].flat().map((step) => step.split(KEY)))
const prefix = randomBytes(10).toString('hex')
/** One piece of memory for all: what was read is used before anything else is read. */
const memory = Buffer.allocUnsafe(256 * 1_024)

const series = new Map<string, Series>()
const plain = new Map<number, Series>()
const acknowledged: string[] = []
const unknown: string[] = []
let sent = 0
let broken = 0
let resent = 0
let unreadable = ''
let started_at = 0
let ends_at = Number.POSITIVE_INFINITY
let most = plan.count ?? Number.POSITIVE_INFINITY
let busy = 0
let finish: () => void = () => {}

const seriesOf = (kind: string): Series => {
  const known = series.get(kind)
  if (known) return known
  const made = new Series()
  series.set(kind, made)
  return made
}
const seriesOfStatus = (status: number): Series => {
  const known = plain.get(status)
  if (known) return known
  const made = seriesOf(String(status))
  plain.set(status, made)
  return made
}

const between = (text: string, before: string): string => {
  const from = text.indexOf(before) + before.length
  return from < before.length ? '' : text.slice(from, text.indexOf('"', from))
}

/** One buyer's telephone: sends, waits for the answer, sends the next. */
class Line {
  private socket: Socket | undefined
  private way: readonly (readonly string[])[] = []
  private step = 0
  private key = ''
  /** When the way was begun; when its present step was first sent. */
  private set_out_at = 0
  private first_at = 0
  private waits = false

  open(): Promise<void> {
    return new Promise((done) => {
      const reader = new AnswerReader(
        (status) => status >= 400 || status === plan.note?.status || !plain.has(status),
        (status, body) => this.hear(status, body),
      )
      const socket = connect({
        host: plan.host,
        port: plan.port,
        noDelay: true,
        onread: {
          buffer: memory,
          callback: (count, buffer) => {
            try {
              reader.take((buffer as Buffer).subarray(0, count))
            } catch (error) {
              unreadable ||= String(error)
              socket.destroy()
            }
            return true
          },
        },
      })
      this.socket = socket
      socket.once('connect', () => done())
      socket.on('error', () => {})
      socket.once('close', () => {
        done()
        this.lose()
      })
    })
  }

  next(): void {
    if (sent >= most || performance.now() >= ends_at) {
      busy -= 1
      if (busy === 0) finish()
      return
    }
    this.way = ways[sent % ways.length] as string[][]
    this.step = 0
    this.key = prefix + String(sent).padStart(KEY.length - prefix.length, '0')
    sent += 1
    this.set_out_at = this.first_at = performance.now()
    this.send()
  }

  /** Nobody waits any more for what has no answer yet. */
  giveUp(): void {
    if (this.waits) unknown.push(this.key)
    this.waits = false
    this.socket?.destroy()
  }

  private send(): void {
    this.waits = true
    const { key } = this
    const pieces = this.way[this.step] as readonly string[]
    this.socket?.write(
      pieces.length === 2 ? pieces[0] + key + pieces[1] : pieces.join(key),
      'latin1',
    )
  }

  private hear(status: number, body: string): void {
    const at = performance.now()
    this.waits = false
    const code = status < 400 ? '' : between(body, '"code":"')
    const heard = code === '' ? seriesOfStatus(status) : seriesOf(`${status} ${code}`)
    if (heard.count === 0) heard.body = body
    heard.add(at - this.first_at, at, at <= ends_at)
    if (status === plan.note?.status)
      acknowledged.push(`${this.key} ${between(body, plan.note.after)}`)
    if (plan.again?.codes.includes(code) && at < ends_at) {
      resent += 1
      setTimeout(() => this.send(), plan.again.after_ms * (0.5 + Math.random()))
      return
    }
    // The server does not say whether it happened.
    if (status >= 500) unknown.push(this.key)
    if (this.way.length > 1 && status < 400) {
      this.step += 1
      if (this.step < this.way.length) {
        this.first_at = at
        this.send()
        return
      }
      seriesOf(WAY).add(at - this.set_out_at, at, at <= ends_at)
    }
    this.next()
  }

  /** The connection is gone; what was under way on it is unknown, and another one is opened. */
  private lose(): void {
    if (over) return
    broken += 1
    if (this.waits) unknown.push(this.key)
    const was_busy = this.waits
    this.waits = false
    if (broken > 10 * plan.connections) {
      busy -= was_busy ? 1 : 0
      if (busy === 0) finish()
      return
    }
    void this.open().then(() => {
      if (was_busy) this.next()
    })
  }
}

let over = false
const lines = Array.from({ length: plan.connections }, () => new Line())
for (let from = 0; from < lines.length; from += OPENING)
  await Promise.all(lines.slice(from, from + OPENING).map((line) => line.open()))
process.on('disconnect', () => process.exit(1))
process.send?.({ ready: broken === 0, broken })

process.once('message', async () => {
  const cpu_before = process.cpuUsage()
  started_at = performance.now()
  if (plan.seconds !== undefined) ends_at = started_at + plan.seconds * 1_000
  busy = lines.length
  const finished = new Promise<void>((done) => {
    finish = done
  })
  for (const line of lines) line.next()
  const limit =
    plan.seconds === undefined ? (plan.limit_s ?? 60) * 1_000 : plan.seconds * 1_000 + PATIENCE_MS
  const patience = new Promise<void>((done) => setTimeout(done, limit))
  await Promise.race([finished, patience])
  over = true
  const cpu = process.cpuUsage(cpu_before)
  for (const line of lines) line.giveUp()
  most = 0
  const last_at = Math.max(...[...series.values()].map((one) => one.last_at), started_at)
  const seconds = plan.seconds ?? (last_at - started_at) / 1_000
  const kinds = Object.fromEntries(
    [...series].map(([kind, one]) => [kind, one.sum(started_at, seconds)]),
  )
  const answered = [...series].reduce((sum, [kind, one]) => sum + (kind === WAY ? 0 : one.count), 0)
  const figures: LoadFigures = {
    sent,
    answered,
    resent,
    broken,
    unreadable,
    seconds,
    last_ms: last_at - started_at,
    kinds,
    acknowledged: acknowledged.map((pair) => {
      const [key = '', id = ''] = pair.split(' ')
      return { key, id }
    }),
    unknown,
    cpu_us: cpu.user + cpu.system,
    cpu_us_per_request:
      answered > 0 ? Math.round(((cpu.user + cpu.system) / answered) * 10) / 10 : 0,
  }
  process.send?.(figures, () => process.exit(0))
})
