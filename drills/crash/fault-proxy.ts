import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'
import { readFrontend } from './postgres-frontend.ts'

/** What happens to the bytes between a server and its database. */
export type Toxic =
  /** What is asked arrives so much later, a little different each time, never out of order. */
  | { is: 'latency'; from_ms: number; to_ms: number }
  /** Both ways get through so slowly. */
  | { is: 'bandwidth'; bytes_per_s: number }
  /** Not a byte either way; nobody hears of it. */
  | { is: 'stop' }
  /** Connections are reset, each after so long a life at most. */
  | { is: 'reset'; within_ms: number }
  /**
   * A transaction whose statements match is cut off when its commit was sent: half of them after the database has
   * answered, which nobody hears, half before.
   */
  | { is: 'cut_commit'; of: RegExp; share: number }

export type FaultProxy = {
  url: string
  /** From now on, for connections old and new; undefined lets everything through, what was held back first. */
  set: (toxic: Toxic | undefined) => void
  /** Commits that were cut off. */
  cuts: () => number
  close: () => Promise<void>
}

type Way = { pass: (bytes: Buffer) => void; hurry: () => void }

/** Stands between a server and PostgreSQL, and lets through what the toxic of the moment lets through. */
export async function openFaultProxy(database_url: string): Promise<FaultProxy> {
  const target = new URL(database_url)
  const pairs = new Set<{ end: () => void; hurry: () => void }>()
  let toxic: Toxic | undefined
  let cuts = 0

  const server = createServer((client) => {
    const database = dial(Number(target.port), target.hostname)
    const end = () => {
      pairs.delete(pair)
      if (!client.destroyed) client.resetAndDestroy()
      database.destroy()
    }
    const there = makeWay(database, () => toxic)
    const back = makeWay(client, () => (toxic?.is === 'latency' ? undefined : toxic))
    const pair = {
      end,
      hurry: () => {
        there.hurry()
        back.hurry()
      },
    }
    pairs.add(pair)
    for (const socket of [client, database]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.once('close', end)
    }
    const reader = readFrontend()
    /** Set while a commit is on its way whose answer shall not arrive. */
    let cutting = false
    client.on('data', (bytes: Buffer) => {
      const commits = reader.read(bytes, toxic?.is === 'cut_commit' ? toxic.of : undefined)
      there.pass(bytes)
      if (!commits || toxic?.is !== 'cut_commit' || Math.random() >= toxic.share) return
      cuts += 1
      if (Math.random() < 0.5) cutting = true
      else setImmediate(end)
    })
    database.on('data', (bytes: Buffer) => {
      if (!cutting) back.pass(bytes)
      else if (isAnswered(bytes)) end()
    })
    if (toxic?.is === 'reset') setTimeout(end, Math.random() * toxic.within_ms).unref()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = new URL(database_url)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    set: (next) => {
      toxic = next
      for (const pair of pairs) {
        pair.hurry()
        if (next?.is === 'reset') setTimeout(pair.end, Math.random() * next.within_ms).unref()
      }
    },
    cuts: () => cuts,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const pair of pairs) pair.end()
      }),
  }
}

/** The database is done with what it was asked: "ready for query" is the last it says, six bytes. */
const isAnswered = (bytes: Buffer): boolean =>
  bytes.length >= 6 && bytes[bytes.length - 6] === 0x5a && bytes.readInt32BE(bytes.length - 5) === 5

/** One direction: bytes leave in the order they came, when the toxic lets them. */
function makeWay(to: Socket, toxic: () => Toxic | undefined): Way {
  const held: { bytes: Buffer; due: number }[] = []
  let last_due = 0
  let timer: NodeJS.Timeout | undefined

  const send = () => {
    clearTimeout(timer)
    timer = undefined
    while (held[0] && toxic()?.is !== 'stop') {
      const wait = held[0].due - performance.now()
      if (wait > 0) {
        timer = setTimeout(send, wait)
        return
      }
      if (!to.destroyed) to.write(held[0].bytes)
      held.shift()
    }
  }
  const dueOf = (bytes: Buffer): number => {
    const now = performance.now()
    const is = toxic()
    if (is?.is === 'latency')
      return Math.max(last_due, now + is.from_ms + Math.random() * (is.to_ms - is.from_ms))
    if (is?.is === 'bandwidth')
      return Math.max(last_due, now) + (bytes.length * 1_000) / is.bytes_per_s
    return Math.max(last_due, now)
  }
  return {
    pass: (bytes) => {
      last_due = dueOf(bytes)
      held.push({ bytes, due: last_due })
      send()
    },
    // What another toxic had delayed does not wait for it any longer.
    hurry: () => {
      last_due = 0
      for (const one of held) one.due = 0
      send()
    },
  }
}
