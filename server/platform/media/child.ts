import { ALIVE_MS, type FromChild, type ToChild } from './child-words.ts'
import type { PublishAnswer } from './media.ts'
import { type MediaCore, startMediaCore } from './media-core.ts'

/**
 * The media engine's own process. It holds no connection to the database, so whatever happens here
 * can't touch an order; everything it needs to know it asks its parent.
 */
const say = (message: FromChild): void => {
  if (process.connected) process.send?.(message)
}

const asked = new Map<number, (answer: PublishAnswer) => void>()
let next_question = 1
let core: MediaCore | undefined

process.on('message', (message: ToChild) => {
  hear(message).catch((error: unknown) => {
    say({ type: 'log', level: 'error', message: 'media fault', fields: { error: String(error) } })
  })
})
// A child whose parent is gone must not hold the ports of the next one.
process.on('disconnect', () => process.exit(0))
// The terminal's interrupt reaches the whole group; the parent decides when to close.
process.on('SIGINT', () => {})

async function hear(message: ToChild): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message)
    case 'authorized':
      asked.get(message.id)?.(message.answer)
      asked.delete(message.id)
      return
    case 'clock':
      core?.setClock(message.offset_ms)
      return
    case 'call': {
      const { id } = message
      const failed = await call(message).then(
        () => undefined,
        (error: unknown) => String(error),
      )
      say({ type: 'answered', id, error: failed })
      return
    }
    case 'close':
      await core?.close()
      process.disconnect?.()
  }
}

async function call(message: ToChild & { type: 'call' }): Promise<void> {
  if (message.method === 'kick') await core?.kick(message.stream_id, message.code)
  if (message.method === 'end') await core?.end(message.stream_id)
  if (message.method === 'forget') await core?.forget(message.stream_id)
}

async function start({ options, clock_ms }: ToChild & { type: 'start' }): Promise<void> {
  try {
    core = await startMediaCore(
      options,
      {
        authorizePublish: (request) =>
          new Promise((resolve) => {
            const id = next_question++
            asked.set(id, resolve)
            say({ type: 'authorize', id, request })
          }),
        onStream: (event) => say({ type: 'event', event }),
      },
      (level, text, fields) => say({ type: 'log', level, message: text, fields }),
    )
  } catch (error) {
    say({ type: 'failed', error: error instanceof Error ? error.message : String(error) })
    process.disconnect?.()
    return
  }
  core.setClock(clock_ms)
  say({ type: 'started', rtmp_port: core.rtmp_port, http_port: core.http_port })
  setInterval(() => say({ type: 'alive' }), ALIVE_MS)
}
