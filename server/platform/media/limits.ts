/** What a stranger may make us hold or do. Checked before memory is spent, never after. */
export const RTMP_LIMITS = {
  chunk_streams: 64,
  message_bytes: 4 * 1024 * 1024,
  chunk_size_min: 128,
  chunk_size_max: 65_536,
  connection_bytes: 64 * 1024 * 1024,
  handshake_ms: 5_000,
  publish_within_ms: 5_000,
  /** A publisher that is connected but says nothing for this long is closed. */
  idle_ms: 30_000,
  connections_per_address: 8,
  connections: 256,
  /** Refused keys an address may show in a minute before it is not listened to. */
  refusals_per_minute: 30,
  messages_per_second: 1_000,
  commands: 64,
} as const

export const PICTURE_LIMITS = { pixels: 3_840 * 2_160, side: 4_096 } as const

export const RELAY_LIMITS = {
  batch_ms: 45,
  /** Bytes queued for one viewer before it is moved on to the next key frame. */
  queued_bytes: 2 * 1024 * 1024,
  skips: 5,
  /** A viewer that reads nothing for this long is dropped. */
  stuck_ms: 20_000,
  gop_bytes: 8 * 1024 * 1024,
  viewers: 5_000,
} as const

export const HLS_LIMITS = {
  /** A key frame cuts once the segment is this long, so a GOP of 1 s is a segment of 1 s. */
  segment_ms: 900,
  /** Cut even without a key frame, so that neither memory nor the target duration grow without end. */
  forced_cut_ms: 10_000,
  segment_bytes: 16 * 1024 * 1024,
  listed: 6,
  held: 12,
} as const

export const PUBLISH_LIMITS = {
  max_kbps: 12_000,
  /** Silence after which the room is told the picture stands still. */
  interrupted_after_ms: 4_000,
  /** Silence after which another push of the same session may take the place. */
  replaceable_after_ms: 10_000,
} as const
