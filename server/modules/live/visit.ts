import type { RawData } from 'ws'
import { Obj, Text } from '../../kernel/contract.ts'
import { readId, showId } from '../../kernel/ids.ts'
import { malformed, notSignedIn, Refusal, tooManyRequests } from '../../kernel/refusal.ts'
import { frameOf, sayGoodbye, sendFrame } from '../../platform/sockets.ts'
import { reader } from '../../platform/wire.ts'
import type { Saying } from './chat.ts'
import { type Crowd, frameText, type Visitor } from './crowd.ts'
import type { FromViewer, Refused, RoomEvent } from './live.protocol.ts'
import type { ChatRow } from './rooms.sql.ts'

const MESSAGES_PER_SECOND = 20
const BAD_MESSAGES = 5
const CHAT_BURST = 5
const CHAT_PER_SECOND = 1
const WORDS_LONGEST = 200
/** Likes are counted on the phone; more than this a message are no thumb's. */
const LIKES_MOST = 60

const read = reader(Obj({ words: Text(WORDS_LONGEST) }), 'body')
const unreadable = () =>
  malformed({ errors: [{ path: '', message: 'is no message of the room socket' }] })

export const chatOnWire = ({ id, account_id, at, ...rest }: ChatRow): RoomEvent => ({
  e: 'chat',
  id: String(id),
  account_id: showId('acc', account_id),
  ...rest,
  at: at.toISOString(),
})

type Doors = {
  now: () => Date
  say: (saying: Saying) => Promise<ChatRow>
  fault: (error: unknown) => void
}

/** Hears one visitor: what is said, liked, looked at. Nonsense is refused, a flood ends the visit; nothing here throws. */
export function hearVisitor(visitor: Visitor, crowd: Crowd, doors: Doors): void {
  const { socket } = visitor
  let window = 0
  let in_window = 0
  let bad = 0
  let chat = { left: CHAT_BURST, at: performance.now() }

  const frame = (events: readonly RoomEvent[]) =>
    sendFrame(
      socket,
      frameOf(
        frameText(
          events.map((event) => JSON.stringify(event)),
          undefined,
          doors.now().toISOString(),
        ),
      ),
    )
  const refuse = ({ code, message }: Refusal, of: string) =>
    sendFrame(
      socket,
      frameOf(JSON.stringify({ refused: { code, title: message, of } } satisfies Refused)),
    )

  const speak = async (words: unknown) => {
    const { account_id, by, session_id } = visitor
    if (!account_id || !by || !session_id) throw notSignedIn()
    const at = performance.now()
    const left = Math.min(CHAT_BURST, chat.left + ((at - chat.at) * CHAT_PER_SECOND) / 1_000)
    chat = { left: Math.max(0, left - 1), at }
    if (left < 1) throw tooManyRequests()
    if (typeof words !== 'string' || words.length > WORDS_LONGEST) throw unreadable()
    const said = await doors.say({
      ...read({ words }, ''),
      account_id,
      by,
      session_id,
      room_id: crowd.room_id,
      now: doors.now(),
    })
    frame([chatOnWire(said)])
  }

  const hear = async (message: FromViewer) => {
    switch (message.do) {
      case 'chat':
        return speak(message.words)
      case 'like':
        if (!Number.isInteger(message.count) || message.count < 1) throw unreadable()
        if (!crowd.isOver) crowd.likes += Math.min(message.count, LIKES_MOST)
        return
      case 'click':
        if (typeof message.item_id !== 'string' || !readId('itm', message.item_id))
          throw unreadable()
        crowd.clicks += 1
        return
      case 'ping':
        return frame([])
      default:
        throw unreadable()
    }
  }

  socket.on('message', (data: RawData, is_binary: boolean) => {
    const second = Math.floor(performance.now() / 1_000)
    if (second !== window) {
      window = second
      in_window = 0
    }
    in_window += 1
    if (in_window > MESSAGES_PER_SECOND) return sayGoodbye(socket, 1008, 'too_many_messages')
    if (is_binary) return sayGoodbye(socket, 1003, 'text_only')
    let message: FromViewer | undefined
    try {
      message = JSON.parse(data.toString())
    } catch {
      // Refused below, as everything that is no object.
    }
    const known = typeof message === 'object' && message !== null && !Array.isArray(message)
    const of = known ? String((message as FromViewer).do).slice(0, 20) : ''
    void (known ? hear(message as FromViewer) : Promise.reject(unreadable())).catch(
      (error: unknown) => {
        if (!(error instanceof Refusal)) {
          doors.fault(error)
          return sayGoodbye(socket, 1011)
        }
        if (error.code === notSignedIn.code && visitor.account_id)
          return sayGoodbye(socket, 4401, 'signed_out')
        refuse(error, of)
        if (error.code === malformed.code) bad += 1
        if (bad >= BAD_MESSAGES) sayGoodbye(socket, 1008, 'malformed')
      },
    )
  })
  let pings = 0
  let ping_window = 0
  socket.on('ping', () => {
    const second = Math.floor(performance.now() / 1_000)
    pings = second === ping_window ? pings + 1 : 1
    ping_window = second
    if (pings > MESSAGES_PER_SECOND) sayGoodbye(socket, 1008, 'too_many_messages')
  })
  socket.on('pong', () => {
    visitor.is_alive = true
  })
}
