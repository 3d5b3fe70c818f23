import type { MediaLog, MediaOptions, PublishAnswer, PublishRequest, StreamEvent } from './media.ts'

/** What the platform says to the media child, and what it hears. */
export type ToChild =
  | { type: 'start'; options: MediaOptions; clock_ms: number }
  | { type: 'authorized'; id: number; answer: PublishAnswer }
  | ({ type: 'call'; id: number } & MediaCall)
  | { type: 'clock'; offset_ms: number }
  | { type: 'close' }

export type MediaCall =
  | { method: 'kick'; stream_id: string; code: string }
  | { method: 'end' | 'forget'; stream_id: string }

export type FromChild =
  | { type: 'started'; rtmp_port: number; http_port: number }
  | { type: 'failed'; error: string }
  | { type: 'authorize'; id: number; request: PublishRequest }
  | { type: 'event'; event: StreamEvent }
  | {
      type: 'log'
      level: Parameters<MediaLog>[0]
      message: string
      fields: Record<string, unknown> | undefined
    }
  | { type: 'answered'; id: number; error: string | undefined }
  | { type: 'alive' }

/** How often the child says that it is alive. */
export const ALIVE_MS = 2_000
