/** What a playlist says of a segment. */
export type Listed = {
  sequence: number
  init: number
  duration_ms: number
  at: number
  discontinuity: boolean
}

export type PlaylistOptions = {
  target_s: number
  ended: boolean
  vod: boolean
  /** Discontinuities that have left the list, so that players keep their count. */
  discontinuities_before: number
  /** Appended to each address: players do not carry a query over by themselves. */
  query: string
}

/** A media playlist. Each segment names its wall clock, so a pause shows as a jump. */
export function playlist(segments: readonly Listed[], options: PlaylistOptions): string {
  const first = segments[0]
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${options.target_s}`,
    `#EXT-X-MEDIA-SEQUENCE:${first?.sequence ?? 0}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${options.discontinuities_before}`,
  ]
  if (options.vod) lines.push('#EXT-X-PLAYLIST-TYPE:VOD')
  let init: number | undefined
  for (const segment of segments) {
    if (segment.discontinuity && segment !== first) lines.push('#EXT-X-DISCONTINUITY')
    if (segment.init !== init) {
      lines.push(`#EXT-X-MAP:URI="init-${segment.init}.mp4${options.query}"`)
      init = segment.init
    }
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.at).toISOString()}`,
      `#EXTINF:${(segment.duration_ms / 1_000).toFixed(3)},`,
      `${segment.sequence}.m4s${options.query}`,
    )
  }
  if (options.ended) lines.push('#EXT-X-ENDLIST')
  return `${lines.join('\n')}\n`
}

/** The target duration that fits these segments: rounded, as the format asks. */
export const targetOf = (segments: readonly { duration_ms: number }[]): number =>
  segments.reduce((most, { duration_ms }) => Math.max(most, Math.round(duration_ms / 1_000)), 1)
