import { campaign } from './crash/campaign.ts'

/** Buyers order and pay while the server is killed with -9 and started again, `--rounds N` times. */
export const drill = (args: string[]): Promise<Record<string, unknown>> =>
  campaign(args, (stage) => stage.killServer())
