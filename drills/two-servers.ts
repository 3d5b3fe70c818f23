import { campaign, numberOf } from './crash/campaign.ts'

/**
 * Several servers on one database, `--servers N`, two when not said; the crowd spreads over them, and some purchases go to
 * two at once under one key. `--rounds N` times one is killed with -9 in the middle of the sale and started again; every
 * third time it is frozen instead and goes on later, with what it held.
 */
export async function drill(args: string[]): Promise<Record<string, unknown>> {
  const servers = Math.max(2, numberOf(args, '--servers', 2))
  let round = 0
  const { ok, ...figures } = await campaign(args, {
    fault: (stage) => (++round % 3 === 0 ? stage.freezeServer(4) : stage.killServer()),
    teeth: ['no-lock', 'read-then-write', 'twin-not-noticed'],
    servers,
    twins: 0.15,
  })
  // Killing one must not stop the others.
  return { ok: ok && (figures.served_meanwhile ?? 0) > 0, ...figures, servers }
}
