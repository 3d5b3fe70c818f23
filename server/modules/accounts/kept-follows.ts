import { busy } from '../../kernel/refusal.ts'
import { makeCombiner } from '../../platform/combiner.ts'
import type { Context } from '../../platform/context.ts'
import { type Db, rows } from '../../platform/db.ts'

/** Told on the bus after somebody followed or stopped following. */
export const FOLLOWS = 'follows'
export type FollowTold = { follower_id: string; followed_id: string }

/** Who of the followers of a person changed, and what is so now, by the number of the change. */
export type MovedFollow = [follower_id: string, number: number, follows: boolean]

/** What a statement said of a person's followers at one instant. */
export type FollowNews = {
  /** How often they have changed by then. */
  changes: number
  /** Those after the number asked from; undefined when they are too many, or none was named. */
  moved: readonly MovedFollow[] | undefined
}

/** More changes than this are not told one by one. */
export const FOLLOWS_TOLD = 2_000
/** Changes are kept for minutes in the database; who was not asked about for so long is asked anew. */
const REMEMBERED_MS = 60_000
const PEOPLE_MOST = 1_000
const PAIRS_MOST = 200_000

/** `as_of`: the number of changes by then; undefined while it has to be asked. */
type Known = { follows: boolean; as_of: number } | { as_of?: undefined }
type Person = { changes: number | undefined; heard_at: number; followers: Map<string, Known> }
type Asked = FollowTold & { follows: boolean; changes: bigint }

const lookUp = (db: Db, pairs: readonly FollowTold[]) => rows<Asked>(db)`
  select asked.follower_id, asked.followed_id, f.follower_id is not null as follows, coalesce(m.changes, 0) as changes
  from unnest(${pairs.map((one) => one.follower_id)}::uuid[], ${pairs.map((one) => one.followed_id)}::uuid[])
    with ordinality as asked (follower_id, followed_id, place)
  left join follows as f using (follower_id, followed_id)
  left join follow_marks as m on m.account_id = asked.followed_id order by asked.place`

/**
 * Who follows whom, kept in memory for people whose followers somebody looks at all the time (hosts of rooms on air).
 * Each pair is asked once, many in one statement; after that only changes are heard, which the caller reads along with
 * what it reads anyway and hands to `hear`. What is written in this process is known at once.
 */
export function keepFollows({ db, bus }: Pick<Context, 'db' | 'bus'>) {
  const people = new Map<string, Person>()
  let pairs = 0
  const combiner = makeCombiner<FollowTold, Asked>({
    work: (asks) => lookUp(db, asks),
    most: 1_000,
    full: () => busy(),
  })

  const drop = (id: string): void => {
    pairs -= people.get(id)?.followers.size ?? 0
    people.delete(id)
  }
  const personOf = (id: string): Person => {
    const found = people.get(id)
    if (found) return found
    const made = { changes: undefined, heard_at: performance.now(), followers: new Map() }
    people.set(id, made)
    while (people.size > 1 && (people.size > PEOPLE_MOST || pairs > PAIRS_MOST))
      drop(people.keys().next().value as string)
    return made
  }
  const note = (person: Person, follower_id: string, known: Known): void => {
    if (!person.followers.has(follower_id)) pairs += 1
    person.followers.set(follower_id, known)
  }

  const ask = async (pair: FollowTold): Promise<boolean> => {
    const { follower_id, followed_id } = pair
    for (let tries = 0; ; tries++) {
      const person = personOf(followed_id)
      const before = person.followers.get(follower_id)
      const { follows, changes } = await combiner.ask(pair)
      const as_of = Number(changes)
      // Written or forgotten meanwhile, or read from before what was heard since: not to be kept.
      const is_still_so =
        people.get(followed_id) === person &&
        person.followers.get(follower_id) === before &&
        as_of >= (person.changes ?? 0)
      if (is_still_so) {
        person.changes ??= as_of
        note(person, follower_id, { follows, as_of })
        return follows
      }
      if (tries >= 3) return follows
    }
  }

  bus.on(FOLLOWS, ({ follower_id, followed_id }: FollowTold) => {
    const person = people.get(followed_id)
    // A mark of its own for each writing: a look-up under way sees that it comes too late.
    if (person) note(person, follower_id, {})
  })

  return {
    /** As true as the last news of this person that was heard, and never behind what was written in this process. */
    isFollowed: (follower_id: string, followed_id: string): boolean | Promise<boolean> => {
      const known = people.get(followed_id)?.followers.get(follower_id)
      return known?.as_of === undefined ? ask({ follower_id, followed_id }) : known.follows
    },
    /** The number from which changes of this person's followers are to be read; null when none are missed. */
    heardUpTo: (id: string): number | null => {
      const person = people.get(id)
      if (!person) return null
      if (performance.now() - person.heard_at > REMEMBERED_MS) {
        drop(id)
        return null
      }
      return person.changes ?? null
    },
    hear: (id: string, { changes, moved }: FollowNews): void => {
      const person = people.get(id)
      if (!person || person.changes === undefined) return
      if (!moved) {
        // Nobody was asked about when the statement began, or too much has happened.
        if (changes > person.changes) drop(id)
        return
      }
      person.heard_at = performance.now()
      for (const [follower_id, number, follows] of moved) {
        const known = person.followers.get(follower_id)
        if (known?.as_of !== undefined && number > known.as_of)
          person.followers.set(follower_id, { follows, as_of: changes })
      }
      if (changes > person.changes) person.changes = changes
    },
  }
}
