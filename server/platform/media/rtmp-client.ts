import { connect, type Socket } from 'node:net'
import { type AmfObject, type AmfValue, readAmf, writeAmf } from './amf0.ts'
import { ChunkReader, controlMessage, MESSAGE, writeChunks } from './rtmp-chunks.ts'
import { RtmpFault } from './rtmp-fault.ts'
import { ClientHandshake } from './rtmp-handshake.ts'

const CHUNK_SIZE = 4_096
const ANSWER_MS = 10_000
/** A publisher whose network stands still for this many bytes should rather reconnect. */
const BACKLOG = 8 * 1024 * 1024

export type RtmpPublisher = {
  /** Sends one audio, video or data message. */
  send(type: number, timestamp: number, payload: Buffer): void
  /** Resolves with the reason when the connection is over. */
  readonly closed: Promise<string>
  /** Says goodbye and closes. */
  close(): Promise<void>
  /** Drops the connection without a word, as a lost network does. */
  drop(): void
}

/** Connects to `rtmp://host:port/app` and publishes under a key; rejects with the server's reason. */
export async function publishRtmp(url: string, key: string): Promise<RtmpPublisher> {
  const { hostname, port, pathname, protocol } = new URL(url)
  if (protocol !== 'rtmp:') throw new Error('only rtmp:// addresses can be published to')
  const socket = connect({ host: hostname, port: Number(port || 1_935), noDelay: true })
  const client = new Client(socket)
  try {
    await client.handshaken
    socket.write(controlMessage(MESSAGE.set_chunk_size, CHUNK_SIZE))
    const app = pathname.replace(/^\/+|\/+$/g, '')
    await client.call('connect', { app, type: 'nonprivate', flashVer: 'FMLE/3.0', tcUrl: url })
    client.tell('releaseStream', null, key)
    client.tell('FCPublish', null, key)
    const [, stream] = await client.call('createStream', null)
    client.stream = typeof stream === 'number' ? stream : 1
    await client.publish(key)
  } catch (error) {
    socket.destroy()
    throw error
  }
  return {
    closed: client.closed,
    send: (type, timestamp, payload) => client.send(type, timestamp, payload),
    async close() {
      client.tell('FCUnpublish', null, key)
      client.tell('deleteStream', null, client.stream)
      socket.end()
      await client.closed
    },
    drop: () => socket.destroy(),
  }
}

type Waiting = { resolve(values: AmfValue[]): void; reject(error: Error): void }

class Client {
  readonly handshaken: Promise<void>
  readonly closed: Promise<string>
  stream = 0
  private readonly socket: Socket
  private readonly handshake = new ClientHandshake()
  private readonly chunks = new ChunkReader()
  private readonly calls = new Map<number, Waiting>()
  private starting: Waiting | undefined
  private next_call = 1
  private reason = 'connection_lost'
  private shaken: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    let failed: (error: Error) => void
    this.handshaken = new Promise((resolve, reject) => {
      this.shaken = resolve
      failed = reject
    })
    socket.once('connect', () => socket.write(this.handshake.start()))
    socket.on('data', (data: Buffer) => {
      try {
        this.receive(data)
      } catch (error) {
        this.reason = error instanceof RtmpFault ? error.code : String(error)
        socket.destroy()
      }
    })
    socket.on('error', (error) => {
      this.reason = (error as NodeJS.ErrnoException).code ?? 'connection_lost'
    })
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        const error = new RtmpFault(this.reason)
        failed(error)
        for (const one of this.calls.values()) one.reject(error)
        this.starting?.reject(error)
        resolve(this.reason)
      })
    })
    this.handshaken.catch(() => {})
  }

  call(name: string, ...values: AmfValue[]): Promise<AmfValue[]> {
    const id = this.next_call++
    return this.waitFor((waiting) => {
      this.calls.set(id, waiting)
      this.write(3, 0, writeAmf(name, id, ...values))
    })
  }

  tell(name: string, ...values: AmfValue[]): void {
    this.write(3, 0, writeAmf(name, this.next_call++, ...values))
  }

  async publish(key: string): Promise<void> {
    await this.waitFor((waiting) => {
      this.starting = waiting
      this.write(4, this.stream, writeAmf('publish', this.next_call++, null, key, 'live'))
    })
    this.starting = undefined
  }

  send(type: number, timestamp: number, payload: Buffer): void {
    if (this.socket.destroyed || this.socket.writableLength > BACKLOG) {
      this.reason = this.socket.destroyed ? this.reason : 'network_too_slow'
      this.socket.destroy()
      return
    }
    const channel = type === MESSAGE.audio ? 5 : type === MESSAGE.video ? 6 : 4
    this.socket.write(
      writeChunks(channel, { type, timestamp, stream: this.stream, payload }, CHUNK_SIZE),
    )
  }

  private write(channel: number, stream: number, payload: Buffer): void {
    if (this.socket.destroyed) return
    const message = { type: MESSAGE.command, timestamp: 0, stream, payload }
    this.socket.write(writeChunks(channel, message, CHUNK_SIZE))
  }

  private waitFor(start: (waiting: Waiting) => void): Promise<AmfValue[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new RtmpFault('no_answer')), ANSWER_MS)
      start({
        resolve(values) {
          clearTimeout(timer)
          resolve(values)
        },
        reject(error) {
          clearTimeout(timer)
          reject(error)
        },
      })
    })
  }

  private receive(data: Buffer): void {
    if (!this.handshake.done) {
      const answer = this.handshake.push(data)
      if (!answer) return
      this.socket.write(answer)
      if (this.handshake.done) this.chunks.push(this.handshake.done)
      this.shaken()
    } else this.chunks.push(data)
    for (let message = this.chunks.next(); message; message = this.chunks.next())
      if (message.type === MESSAGE.command) this.answer(readAmf(message.payload))
  }

  private answer([name, id, ...values]: AmfValue[]): void {
    if (name === '_result' || name === '_error') {
      const waiting = typeof id === 'number' ? this.calls.get(id) : undefined
      this.calls.delete(id as number)
      if (name === '_result') waiting?.resolve(values)
      else waiting?.reject(new RtmpFault(said(values[1])))
    }
    if (name !== 'onStatus') return
    const info = values[1]
    if (info && typeof info === 'object' && 'level' in info && info.level === 'error') {
      this.reason = said(info)
      this.starting?.reject(new RtmpFault(this.reason))
      this.socket.destroy()
    } else if (said(info) === 'NetStream.Publish.Start') this.starting?.resolve(values)
  }
}

function said(info: AmfValue): string {
  if (!info || typeof info !== 'object') return 'refused'
  const { code, description } = info as AmfObject
  const word = typeof description === 'string' ? /: (\w+)$/.exec(description)?.[1] : undefined
  return word ?? String(code ?? 'refused')
}
