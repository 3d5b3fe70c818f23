import { randomBytes } from 'node:crypto'
import { RtmpFault } from './rtmp-fault.ts'

const VERSION = 3
const BLOCK = 1_536

/**
 * The simple handshake, as OBS and ffmpeg speak it. `push` answers the bytes to send; `done` holds
 * what came after the handshake once it is complete.
 */
export class ServerHandshake {
  done: Buffer | undefined
  private held = Buffer.alloc(0)
  private answered = false

  push(data: Buffer): Buffer | undefined {
    this.held = Buffer.concat([this.held, data])
    // The first byte tells a TLS hello or an HTTP request before anything is kept of it.
    if (!this.answered && this.held.length > 0 && this.held[0] !== VERSION)
      throw new RtmpFault('not_rtmp')
    let answer: Buffer | undefined
    if (!this.answered && this.held.length >= 1 + BLOCK) {
      const c1 = this.held.subarray(1, 1 + BLOCK)
      answer = Buffer.concat([Buffer.from([VERSION]), greeting(), c1])
      this.held = this.held.subarray(1 + BLOCK)
      this.answered = true
    }
    if (this.answered && this.held.length >= BLOCK) this.done = this.held.subarray(BLOCK)
    return answer
  }
}

/** The other end of the same handshake, for our own publisher. */
export class ClientHandshake {
  done: Buffer | undefined
  private held = Buffer.alloc(0)

  start(): Buffer {
    return Buffer.concat([Buffer.from([VERSION]), greeting()])
  }

  push(data: Buffer): Buffer | undefined {
    this.held = Buffer.concat([this.held, data])
    if (this.held[0] !== VERSION) throw new RtmpFault('not_rtmp')
    if (this.held.length < 1 + 2 * BLOCK) return undefined
    this.done = this.held.subarray(1 + 2 * BLOCK)
    return this.held.subarray(1, 1 + BLOCK)
  }
}

function greeting(): Buffer {
  const block = randomBytes(BLOCK)
  block.writeUInt32BE(0, 0)
  block.writeUInt32BE(0, 4)
  return block
}
