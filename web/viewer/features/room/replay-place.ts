type Explained = { explained_from_ms: number | null; explained_to_ms: number | null }
type Recorded = { replay_from_ms: number | null }

/**
 * Where in the replay an item is explained, in seconds; undefined when it was never, or when that part was so early
 * that it is no longer kept.
 */
export function replayPlace(
  { explained_from_ms: from, explained_to_ms: to }: Explained,
  { replay_from_ms }: Recorded,
): number | undefined {
  if (from === null) return undefined
  const begins = replay_from_ms ?? 0
  return to !== null && to <= begins ? undefined : Math.max(0, from - begins) / 1_000
}
