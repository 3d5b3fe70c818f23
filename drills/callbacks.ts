import { campaign } from './callbacks/campaign.ts'

/**
 * Callbacks of hundreds of payments doubled, reordered, late, lost, forged and wrong, while the server is killed with -9.
 * `--rounds N` (3), `--payments N` a round (200), `--copies N` at most of one callback (100), `--seed S` (1).
 */
export const drill = (args: string[]): Promise<Record<string, unknown>> => {
  const figure = (name: string, otherwise: number): number => {
    const at = args.indexOf(`--${name}`)
    const value = at < 0 ? otherwise : Number(args[at + 1])
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} wants a whole number`)
    return value
  }
  return campaign({
    rounds: figure('rounds', 3),
    payments: figure('payments', 200),
    copies: figure('copies', 100),
    seed: figure('seed', 1),
  })
}
