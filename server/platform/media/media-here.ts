import type { MediaEngine, MediaHandlers, MediaLog, MediaOptions } from './media.ts'
import { startMediaCore } from './media-core.ts'
import { replayOf } from './recorder.ts'
import { StreamBook } from './stream-book.ts'

/** The media engine in this very process: for tests, and for a process that is nothing else. */
export async function startMediaHere(
  options: MediaOptions & { log?: MediaLog },
  handlers: MediaHandlers,
): Promise<MediaEngine> {
  let clock_ms = 0
  const book = new StreamBook(() => Date.now() + clock_ms)
  const core = await startMediaCore(
    options,
    {
      authorizePublish: handlers.authorizePublish,
      onStream(event) {
        book.note(event)
        handlers.onStream(event)
      },
    },
    options.log ?? (() => {}),
  )
  return {
    rtmp_port: core.rtmp_port,
    http_port: core.http_port,
    kick: core.kick,
    end: core.end,
    forget: core.forget,
    close: core.close,
    state: (stream_id) => book.state(stream_id),
    streams: () => book.streams(),
    offsetMs: (stream_id) => book.state(stream_id)?.offset_ms,
    replay: (stream_id) => replayOf(options.data_dir, stream_id),
    setClock(offset_ms) {
      clock_ms = offset_ms
      core.setClock(offset_ms)
    },
  }
}
