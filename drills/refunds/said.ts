import type { Trade } from './provider.ts'

/** What the platform's process tells the drill. */
export type Said =
  /** Payments that came in: the provider's book opens with them. */
  | { took: Trade[] }
  /** All refunds are asked for and none is sent; callbacks go to this address. */
  | { ready: string }
  /** How far its clock is ahead of the wall. */
  | { ahead_ms: number }
  | { done: { steps: number; virtual_s: number; invariants: number; violations: string[] } }
