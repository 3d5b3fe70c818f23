import type { WebSocket } from 'ws'
import { frameOf, sayGoodbye, sendFrame } from '../../platform/sockets.ts'
import type { RoomEvent } from './live.protocol.ts'
import { isOver, type RoomState } from './room.ts'

/** How many critical events stay at hand for viewers who come back. */
export const REMEMBERED = 512
/** What a viewer may have missed at most before loading the room again is cheaper. */
const CATCH_UP_BYTES = 256 * 1024
/** Beyond this a slow reader gets no comments and sums any more; beyond the second it has to come back. */
const LOSSY_LIMIT = 256 * 1024
const CLOSE_LIMIT = 1024 * 1024
/** Comments a room shows in a second; more than a screen can hold is not sent. */
const CHAT_PER_SECOND = 20
const JOINED_PER_SECOND = 2

export type Remembered = { seq: number; host_only: boolean; type: string; text: string }

export type Visitor = {
  readonly socket: WebSocket
  readonly account_id: string | null
  readonly by: 'session' | 'key' | null
  readonly session_id: string | null
  readonly is_host: boolean
  is_alive: boolean
}

/**
 * All who look at one room through this process, and what they are told: one frame a tick, made once for everybody.
 */
export class Crowd {
  readonly room_id: string
  readonly host_id: string
  readonly visitors = new Set<Visitor>()
  state: RoomState
  /** The last critical event that was sent. */
  seq: number
  /** The newest comment that was looked at. */
  chat_id: bigint
  likes = 0
  clicks = 0
  /** What the room was last told of itself. */
  private crowd = ''
  private lossy: string[] = []
  private readonly ring: Remembered[]
  private chat_tokens = CHAT_PER_SECOND
  private joined_tokens = JOINED_PER_SECOND

  constructor(
    room: { id: string; host_id: string; state: RoomState; chat_id: bigint },
    remembered: readonly Remembered[],
  ) {
    this.room_id = room.id
    this.host_id = room.host_id
    this.state = room.state
    this.chat_id = room.chat_id
    this.ring = [...remembered]
    this.seq = remembered.at(-1)?.seq ?? 0
  }

  get viewers(): number {
    let count = 0
    for (const { is_host } of this.visitors) if (!is_host) count += 1
    return count
  }

  /** How many comments fit into this tick; at least one is looked at, to move on. */
  takeChatAllowance(tick_ms: number): number {
    this.chat_tokens = Math.min(
      CHAT_PER_SECOND,
      this.chat_tokens + (CHAT_PER_SECOND * tick_ms) / 1_000,
    )
    this.joined_tokens = Math.min(
      JOINED_PER_SECOND,
      this.joined_tokens + (JOINED_PER_SECOND * tick_ms) / 1_000,
    )
    return Math.floor(this.chat_tokens)
  }

  addChat(event: RoomEvent): void {
    if (this.chat_tokens < 1) return
    this.chat_tokens -= 1
    this.lossy.push(JSON.stringify(event))
  }

  addJoined(nickname: string): void {
    if (this.joined_tokens < 1) return
    this.joined_tokens -= 1
    this.lossy.push(JSON.stringify({ e: 'joined', nickname } satisfies RoomEvent))
  }

  addCrowd(viewers: number, likes: number): void {
    const text = JSON.stringify({ e: 'crowd', viewers, likes } satisfies RoomEvent)
    if (text === this.crowd) return
    this.crowd = text
    this.lossy.push(text)
  }

  /**
   * What somebody who knows everything up to `since` has missed; undefined when it is not at hand any more, or when the
   * number is none of ours.
   */
  missedSince(since: number, is_host: boolean): string | undefined {
    if (since > this.seq || since < 0) return undefined
    const oldest = this.ring[0]?.seq ?? this.seq + 1
    if (since < oldest - 1) return undefined
    let size = 0
    const texts: string[] = []
    for (const { seq, host_only, text } of this.ring) {
      if (seq <= since || (host_only && !is_host)) continue
      size += text.length
      texts.push(text)
    }
    return size > CATCH_UP_BYTES ? undefined : texts.join(',')
  }

  /** Sends one tick: what happened since the last, then the comments and sums that gathered. */
  broadcast(happened: readonly Remembered[], t: string): void {
    for (const event of happened) {
      this.ring.push(event)
      this.seq = event.seq
      if (event.type === 'room') this.state = JSON.parse(event.text).state
    }
    if (this.ring.length > REMEMBERED) this.ring.splice(0, this.ring.length - REMEMBERED)
    const { lossy } = this
    this.lossy = []
    if (this.visitors.size > 0 && happened.length + lossy.length > 0) this.send(happened, lossy, t)
    if (this.state === 'banned' && happened.length > 0)
      for (const { socket, is_host } of this.visitors)
        if (!is_host) sayGoodbye(socket, 4403, 'room_banned')
  }

  private send(happened: readonly Remembered[], lossy: readonly string[], t: string): void {
    const open = happened.filter(({ host_only }) => !host_only).map(({ text }) => text)
    const seqOf = (events: readonly Remembered[]) => events.at(-1)?.seq
    const open_seq = seqOf(happened.filter(({ host_only }) => !host_only))
    const make = (texts: readonly string[], seq: number | undefined) =>
      texts.length > 0 ? frameOf(frameText(texts, seq, t)) : undefined
    const full = make([...open, ...lossy], open_seq)
    let critical: Buffer | undefined
    let for_host: Buffer | undefined
    for (const visitor of this.visitors) {
      const { socket, is_host } = visitor
      const behind = socket.bufferedAmount
      if (behind > CLOSE_LIMIT) {
        this.visitors.delete(visitor)
        sayGoodbye(socket, 4408, 'too_slow')
        continue
      }
      let frame = full
      if (is_host && open.length < happened.length) {
        for_host ??= make([...happened.map(({ text }) => text), ...lossy], seqOf(happened))
        frame = for_host
      } else if (behind > LOSSY_LIMIT) {
        critical ??= make(open, open_seq)
        frame = open.length > 0 ? critical : undefined
      }
      if (frame) sendFrame(socket, frame)
    }
  }

  get isOver(): boolean {
    return isOver(this.state)
  }
}

/** A frame of ready events. */
export const frameText = (texts: readonly string[], seq: number | undefined, t: string): string =>
  `{"t":"${t}",${seq === undefined ? '' : `"seq":${seq},`}"ev":[${texts.join(',')}]}`

/** A stored event with its number: the payload is JSON already, so the number is set in front. */
export const numbered = (seq: number, payload: string): string =>
  `{"seq":${seq},${payload.trimStart().slice(1).trimStart()}`
