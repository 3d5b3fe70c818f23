import type { FastifyRequest } from 'fastify'
import { after, MINUTE } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import { tokensOf } from './push-key.ts'
import { isOnAir, type RoomState, type StreamWord } from './room.ts'

/** A leaked address is of use for this long; players ask again before. */
const PLAY_LIFE = 10 * MINUTE

export type Play = {
  flv: string | null
  hls: string | null
  replay: string | null
  replay_from_ms: number | null
  expires_at: Date
}
type Playable = {
  state: RoomState
  stream: StreamWord
  stream_id: string
  replay_ready_at: Date | null
  /** Where the recording begins on the stream's own time. */
  replay_from_ms: number | null
}

/** Names by what callers wrote; whoever makes names up only makes us read them again. */
const names = new Map<string, string>()
const NAMES_MOST = 200

/** The name under which this request reached us, without port: the media engine answers under the same one. */
export function hostNameOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  public_url: string,
): string {
  const asked = `http://${headers.host ?? ''}`
  const known = names.get(asked)
  if (known !== undefined) return known
  if (!URL.canParse(asked)) return new URL(public_url).hostname
  const name = new URL(asked).hostname
  if (names.size >= NAMES_MOST) names.clear()
  names.set(asked, name)
  return name
}

/** Makes signed play addresses: live ones while a room is on air (its host also sees the preview), then the replay. */
export const playDoor = (context: Pick<Context, 'config' | 'media'>) => {
  const tokens = tokensOf(context)
  const { config, media } = context
  return (
    room: Playable,
    viewer: { host_name: string; account_id: string | undefined; is_host: boolean; now: Date },
  ): Play => {
    const expires_at = after(viewer.now, PLAY_LIFE)
    const { stream_id } = room
    const token = tokens.issuePlayToken({
      stream_id,
      subject: viewer.account_id ?? 'anyone',
      expires_at,
    })
    const base =
      config.media_url ?? `http://${viewer.host_name}:${media?.http_port ?? config.media_port}`
    const is_live = isOnAir(room.state) || (viewer.is_host && room.state === 'preview')
    const has_replay = room.state === 'ended' && room.replay_ready_at !== null
    return {
      flv: is_live ? `${base}/live/${stream_id}.flv?token=${token}` : null,
      hls: is_live ? `${base}/hls/${stream_id}/index.m3u8?token=${token}` : null,
      replay: has_replay ? `${base}/replay/${stream_id}/index.m3u8?token=${token}` : null,
      replay_from_ms: has_replay ? room.replay_from_ms : null,
      expires_at,
    }
  }
}
