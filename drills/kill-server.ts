import { campaign } from './crash/campaign.ts'

/** A flash sale while the server is killed with -9 and started again, `--rounds N` times. */
export const drill = (args: string[]): Promise<Record<string, unknown>> =>
  campaign(args, {
    fault: (stage) => stage.killServer(),
    teeth: ['acknowledge-before-commit', 'key-not-claimed'],
  })
