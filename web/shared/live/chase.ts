/** Seconds behind the newest picture that we aim for, tolerate, and beyond which we jump instead of hurrying. */
const TARGET = 0.6
const MOST = 1
const JUMP = 4

/**
 * What a live picture should do about being `behind` seconds: go on, hurry a little, or jump. Once hurrying it hurries
 * on to the target, so that it does not flutter around the limit.
 */
export function chase(behind: number, hurrying: boolean): { rate: number; jump_to?: number } {
  if (behind > JUMP) return { rate: 1, jump_to: TARGET }
  if (behind > MOST || (hurrying && behind > TARGET)) return { rate: 1.15 }
  return { rate: 1 }
}
