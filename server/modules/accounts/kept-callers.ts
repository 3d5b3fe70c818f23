import { busy } from '../../kernel/refusal.ts'
import type { Caller } from '../../platform/admit.ts'
import { LOOK_ANEW } from '../../platform/briefly-kept.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, rows } from '../../platform/db.ts'

/** Told on the bus by whoever ended a session, a key or a duty in this process: `{ account_id }`. */
export const ACCESS = 'accounts.access'

/** What a credential stands for, as the database said. */
export type Known = {
  caller: Caller
  expires_at: Date
  seen_at: Date | null
}
type Credential = { by: Caller['by']; token: string; hash: Buffer }

/** A copy counts only while we have heard of changes within this time. */
const BELIEVED_MS = 1_000
/** When so much of it is over the next look is taken in the background. */
const LOOK_AFTER_MS = 800
const MOST = 200_000
/** Longer than any statement and any idle transaction may last: a change that commits late is still in view. */
const WINDOW = '1 minute'
const LOOKED_AT_MOST = 5_000

/**
 * Remembers who is behind a session or key, so that a crowd costs no query a request. Ended sessions, revoked keys, changed
 * duties and closed accounts write `access_changes`; every process that remembers anybody reads it at least once
 * a second, and believes nothing when it cannot. So what ends, ends everywhere within a second (I-59).
 */
export function keepCallers({ db, bus }: Pick<Context, 'db' | 'bus'>) {
  const copies = new Map<string, Known>()
  const of_account = new Map<string, Set<string>>()
  let looked_at = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined
  let heard = new Set<bigint>()
  /** Rises with every forgetting: what was read before it must not be remembered after it. */
  let forgettings = 0

  const drop = (token: string): void => {
    const known = copies.get(token)
    if (!known) return
    copies.delete(token)
    const tokens = of_account.get(known.caller.account_id)
    tokens?.delete(token)
    if (tokens?.size === 0) of_account.delete(known.caller.account_id)
  }
  const forget = (account_id: string): void => {
    forgettings += 1
    for (const token of [...(of_account.get(account_id) ?? [])]) drop(token)
  }
  const forgetAll = (): void => {
    forgettings += 1
    copies.clear()
    of_account.clear()
  }
  bus.on(ACCESS, ({ account_id }: { account_id: string }) => forget(account_id))
  bus.on(LOOK_ANEW, forgetAll)

  const look = (): Promise<void> => {
    looking ??= (async () => {
      const at = performance.now()
      try {
        const changes = await rows<{ number: bigint; account_id: string }>(db)`
          select number, account_id from access_changes where at > clock_timestamp() - ${WINDOW}::interval
          order by number desc limit ${LOOKED_AT_MOST}`
        // Somebody silent for longer than the window cannot know what was in between.
        if (at - looked_at > 30_000 || changes.length === LOOKED_AT_MOST) forgetAll()
        for (const { number, account_id } of changes) if (!heard.has(number)) forget(account_id)
        heard = new Set(changes.map(({ number }) => number))
        looked_at = at
      } finally {
        looking = undefined
      }
    })()
    return looking
  }

  const read = makeCombiner<Credential, Known | undefined>({
    work: async (asked) => {
      const before = forgettings
      const found = await readMany(db, asked)
      if (before === forgettings)
        for (const [token, known] of found) {
          if (copies.size >= MOST) drop(copies.keys().next().value as string)
          copies.set(token, known)
          const tokens = of_account.get(known.caller.account_id)
          if (tokens) tokens.add(token)
          else of_account.set(known.caller.account_id, new Set([token]))
        }
      return asked.map(({ token }) => found.get(token))
    },
    most: 500,
    at_once: 2,
    queue: 50_000,
    full: () => busy(),
  })

  type Wish = Omit<Credential, 'hash'>
  const find = (credential: Wish, hashOf: (token: string) => Buffer) =>
    copies.get(credential.token) ?? read.ask({ ...credential, hash: hashOf(credential.token) })

  /** At once for whom we remember, later for others. */
  return (credential: Wish, hashOf: (token: string) => Buffer) => {
    const age = performance.now() - looked_at
    if (age > BELIEVED_MS) return look().then(() => find(credential, hashOf))
    if (age > LOOK_AFTER_MS && !looking) void look().catch(() => {})
    return find(credential, hashOf)
  }
}

/** Sessions and keys by their hashes: one statement for each kind, however many ask. */
async function readMany(db: Db, asked: readonly Credential[]): Promise<Map<string, Known>> {
  const found = new Map<string, Known>()
  type Row = {
    id: string
    account_id: string
    hash: Buffer
    expires_at: Date
    seen_at: Date | null
    duties: string[]
  }
  const note = (by: Caller['by'], all: readonly Row[]) => {
    const token_of = new Map(asked.map(({ token, hash }) => [hash.toString('hex'), token]))
    for (const { id, account_id, duties, expires_at, seen_at, hash } of all)
      found.set(token_of.get(hash.toString('hex')) as string, {
        caller: { account_id, by, session_id: id, duties },
        expires_at,
        seen_at,
      })
  }
  const sessions = asked.filter(({ by }) => by === 'session').map(({ hash }) => hash)
  if (sessions.length > 0)
    note(
      'session',
      await rows<Row>(db)`
        select s.id, s.account_id, s.token_hash as hash, s.expires_at, s.seen_at,
          array(select duty from operator_duties as d where d.account_id = s.account_id) as duties
        from unnest(${sessions}::bytea[]) as asked (hash) join sessions as s on s.token_hash = asked.hash
        join accounts as a on a.id = s.account_id where a.closed_at is null`,
    )
  const keys = asked.filter(({ by }) => by === 'key').map(({ hash }) => hash)
  if (keys.length > 0)
    note(
      'key',
      await rows<Row>(db)`
        select k.id, k.account_id, k.key_hash as hash, k.expires_at, k.used_at as seen_at,
          array(select duty from operator_duties as d where d.account_id = k.account_id) as duties
        from unnest(${keys}::bytea[]) as asked (hash) join api_keys as k on k.key_hash = asked.hash
        join accounts as a on a.id = k.account_id where a.closed_at is null and k.revoked_at is null`,
    )
  return found
}
