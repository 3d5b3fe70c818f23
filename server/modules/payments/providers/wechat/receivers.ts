/** Who gets a share: a person by openid, or a merchant by number. */
export type Receiver = {
  type: 'PERSONAL_OPENID' | 'MERCHANT_ID'
  account: string
  /** A person's own, compared; a merchant's as registered, without which it has to be named in WeChat Pay's own pages. */
  name?: string
}

/** Reads `openid:<openid>|<name>`, as payees' lines are; all else is `<merchant number>|<registered name>`. */
export function receiverOf(line: string): Receiver {
  const is_person = line.startsWith('openid:')
  const [account = '', name] = (is_person ? line.slice(7) : line).split('|')
  const type = is_person ? 'PERSONAL_OPENID' : 'MERCHANT_ID'
  return { type, account, ...(name ? { name } : {}) }
}

/** Of the receivers that an order tells of, each with how it stands. */
export const RESULTS = { PENDING: 'waiting', SUCCESS: 'succeeded', CLOSED: 'failed' } as const
export type Result = keyof typeof RESULTS

/** The last of these instants; those that are not there count for nothing. */
export function lastOf(times: readonly (string | undefined)[]): Date | null {
  const known = times.flatMap((time) => Date.parse(time ?? '') || [])
  return known.length > 0 ? new Date(Math.max(...known)) : null
}
