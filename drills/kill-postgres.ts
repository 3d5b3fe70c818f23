import { campaign } from './crash/campaign.ts'

/** A flash sale while PostgreSQL and all its processes are killed with -9, `--rounds N` times; the server stays. */
export const drill = (args: string[]): Promise<Record<string, unknown>> =>
  campaign(args, {
    fault: (stage) => stage.killPostgres(),
    teeth: ['asynchronous-commit'],
  })
