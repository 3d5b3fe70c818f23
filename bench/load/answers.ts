const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LENGTH = Buffer.from('content-length: ')
const CR = 13
const ZERO = 48

/** The server spoke in a way that is not HTTP/1.1 as we read it. */
export class UnreadableAnswer extends Error {
  override name = 'UnreadableAnswer'
}

/**
 * Reads the answers of one connection, which has at most one request under way: status, length, and the body where
 * somebody wants it. As little work as that takes: bytes are copied only when an answer comes in parts.
 */
export class AnswerReader {
  private readonly wanted: (status: number) => boolean
  private readonly done: (status: number, body: string) => void
  private status = 0
  /** Bytes of the body, or of the present chunk, still to come; below zero while the head is read. */
  private left = -1
  private is_chunked = false
  private keeps = false
  private kept: string[] = []
  private part: Buffer | undefined

  /** `wanted` says whether the body of such an answer is kept (one byte a character); `done` gets each whole answer. */
  constructor(wanted: (status: number) => boolean, done: (status: number, body: string) => void) {
    this.wanted = wanted
    this.done = done
  }

  /**
   * The next bytes of the connection; they are used before this returns.
   * @throws UnreadableAnswer
   */
  take(bytes: Buffer): void {
    let rest = bytes
    if (this.part) {
      rest = Buffer.concat([this.part, bytes])
      this.part = undefined
    }
    while (rest.length > 0) {
      const used = this.left < 0 ? this.readHead(rest) : this.readBody(rest)
      if (used === 0) {
        this.part = Buffer.from(rest)
        return
      }
      rest = used === rest.length ? rest.subarray(rest.length) : rest.subarray(used)
    }
  }

  private readHead(bytes: Buffer): number {
    const end = bytes.indexOf(END_OF_HEAD)
    if (end < 0) {
      if (bytes.length > 65_536) throw new UnreadableAnswer('a head without an end')
      return 0
    }
    this.status = (bytes[9]! - ZERO) * 100 + (bytes[10]! - ZERO) * 10 + bytes[11]! - ZERO
    if (!(this.status >= 100 && this.status < 600))
      throw new UnreadableAnswer(bytes.toString('latin1', 0, 60))
    this.keeps = this.wanted(this.status)
    this.left = this.lengthIn(bytes, end)
    if (this.left === 0 && !this.is_chunked) this.finish()
    return end + 4
  }

  private lengthIn(bytes: Buffer, end: number): number {
    this.is_chunked = false
    const at = bytes.indexOf(LENGTH)
    if (at > 0 && at < end) return number(bytes, at + LENGTH.length)
    const head = bytes.toString('latin1', 0, end).toLowerCase()
    const length = /\r\ncontent-length: *(\d+)/.exec(head)
    if (length) return Number(length[1])
    if (/\r\ntransfer-encoding: *chunked/.test(head)) {
      this.is_chunked = true
      return 0
    }
    if (this.status === 204 || this.status === 304) return 0
    throw new UnreadableAnswer(`no length: ${head.slice(0, 200)}`)
  }

  private readBody(bytes: Buffer): number {
    if (this.is_chunked && this.left === 0) return this.readChunkSize(bytes)
    const used = Math.min(this.left, bytes.length)
    if (this.keeps) this.kept.push(bytes.toString('latin1', 0, used))
    this.left -= used
    if (this.left === 0) {
      if (this.is_chunked) this.dropLineEnd()
      else this.finish()
    }
    return used
  }

  private readChunkSize(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n')
    if (end < 0) return 0
    const size = Number.parseInt(bytes.toString('latin1', 0, end), 16)
    if (Number.isNaN(size)) throw new UnreadableAnswer('a chunk without a size')
    if (size > 0) {
      // What is kept loses the line end behind each chunk again, in `dropLineEnd`.
      this.left = size + 2
      return end + 2
    }
    if (bytes.length < end + 4) return 0
    this.finish()
    return end + 4
  }

  private dropLineEnd(): void {
    if (this.keeps) this.kept = [this.kept.join('').slice(0, -2)]
  }

  private finish(): void {
    const body = this.kept.length === 1 ? (this.kept[0] as string) : this.kept.join('')
    if (this.kept.length > 0) this.kept = []
    this.left = -1
    // Informational answers come before the real one.
    if (this.status >= 200) this.done(this.status, body)
  }
}

function number(bytes: Buffer, from: number): number {
  let value = 0
  for (let at = from; at < bytes.length && bytes[at] !== CR; at++)
    value = value * 10 + (bytes[at] as number) - ZERO
  return value
}
