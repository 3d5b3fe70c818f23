import { wrongState } from './refusal.ts'

/** Published edges of a state machine: `{ unpaid: ['paid', 'cancelled'], paid: [] }`. */
export type Edges<State extends string> = { readonly [From in State]: readonly State[] }

/** True when the drawing has an arrow between the two. */
export const mayMove = <State extends string>(
  edges: Edges<State>,
  from: State,
  to: State,
): boolean => edges[from]?.includes(to) ?? false

/** Refuses with `wrong_state` unless the drawing has the arrow. */
export function assertMove<State extends string>(
  edges: Edges<State>,
  from: State,
  to: State,
): void {
  if (!mayMove(edges, from, to)) throw wrongState({ from, to })
}

/** Who did it: every state change names one. */
export type Actor =
  | { kind: 'account'; id: string }
  | { kind: 'system'; id: string }
  | { kind: 'provider'; id: string }
  | { kind: 'carrier'; id: string }

/** The platform acting by its own clock or rule; `rule` says which. */
export const system = (rule: string): Actor => ({ kind: 'system', id: rule })
