/**
 * How far the platform's clock is ahead of a steady clock of this page, in milliseconds: somewhere from `low` to
 * `high`. Every instant the platform names was the present at some time before it arrived, and after we asked.
 */
export type Offset = { low: number; high: number }

/** What one named instant says; `sent` is left out where nobody asked. */
export type Told = { server: number; received: number; sent?: number | undefined }

/**
 * What is known after one more. Bounds only ever narrow, so slow answers do no harm; what contradicts them means that
 * a clock was moved or that the page slept, and everything before is forgotten.
 */
export function narrowed(known: Offset | undefined, { server, received, sent }: Told): Offset {
  const told = {
    low: server - received,
    high: sent === undefined ? Number.POSITIVE_INFINITY : server - sent,
  }
  if (!known || told.low > known.high || told.high < known.low) return told
  return { low: Math.max(known.low, told.low), high: Math.min(known.high, told.high) }
}

/** The middle of what is possible; before the first question was answered, the least. */
export const offsetOf = ({ low, high }: Offset): number =>
  high === Number.POSITIVE_INFINITY ? low : (low + high) / 2
