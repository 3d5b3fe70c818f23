import { newId } from '../../kernel/ids.ts'
import { notFound, wrongState } from '../../kernel/refusal.ts'
import { type Actor, system } from '../../kernel/state.ts'
import { after } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { recordBirth, transition } from '../../platform/transition.ts'
import {
  creatorOf,
  dueAgreements,
  findAgency,
  holdAgreementsOf,
  insertInvitation,
} from './agencies.sql.ts'
import {
  type AgreementState,
  agencyAsked,
  agencyBound,
  agreements,
  ENDING_TAKES,
  INVITATION_WAITS,
  notAnAgency,
  ownAgency,
} from './agency.ts'
import { onlyCreators } from './plan.ts'
import { creatorsAmong } from './plans.sql.ts'

type By = { account_id: string; now: Date }
const actorOf = ({ account_id }: By): Actor => ({ kind: 'account', id: account_id })

/**
 * An agency invites a creator to share their commission; it lapses by itself. Creators who are with another agency may be
 * invited, and may accept once they are free.
 * @throws notAnAgency, ownAgency, onlyCreators, agencyAsked
 */
export const inviteCreator = (
  db: Db,
  { creator_id, share_ppm }: { creator_id: string; share_ppm: bigint },
  by: By,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    const { account_id: agency_id, now } = by
    if (!(await findAgency(tx, agency_id))) throw notAnAgency()
    if (creator_id === agency_id) throw ownAgency()
    if (!(await creatorsAmong(tx, [creator_id])).has(creator_id)) throw onlyCreators()
    await settleDue(tx, await holdAgreementsOf(tx, creator_id), now)
    const id = newId()
    const deadline_at = after(now, INVITATION_WAITS)
    const made = await insertInvitation(tx, {
      id,
      agency_id,
      creator_id,
      share_ppm,
      now,
      deadline_at,
    })
    if (!made) throw agencyAsked()
    await recordBirth(tx, agreements, {
      ids: [id],
      state: 'invited',
      actor: actorOf(by),
      reason: 'invited',
      now,
      deadline_at,
    })
    return id
  })

/**
 * The creator accepts; the share counts for orders from now on.
 * @throws notFound, wrongState, agencyBound while another agreement is in force
 */
export const acceptInvitation = (db: Db, id: string, by: By): Promise<string> =>
  decide(db, id, by, async (tx, { state, is_creator, others }) => {
    if (!is_creator) throw notFound()
    if (state !== 'invited') throw wrongState({ from: state, to: 'active' })
    if (others.some((one) => one.state === 'active' || one.state === 'ending')) throw agencyBound()
    await rows(tx)`update agency_agreements set started_at = ${by.now} where id = ${id}`
    await move(tx, id, 'active', 'accepted', by, null)
  })

/** The creator declines, or the agency takes it back. @throws notFound, wrongState */
export const refuseInvitation = (db: Db, id: string, by: By): Promise<string> =>
  decide(db, id, by, async (tx, { state, is_creator }) => {
    const to = is_creator ? 'declined' : 'withdrawn'
    if (state !== 'invited') throw wrongState({ from: state, to })
    await move(tx, id, to, to, by, null)
  })

/** Either side gives notice; the share stays as agreed until it has run out. @throws notFound, wrongState */
export const giveNotice = (db: Db, id: string, by: By): Promise<string> =>
  decide(db, id, by, async (tx, { state, is_creator }) => {
    if (state !== 'active') throw wrongState({ from: state, to: 'ending' })
    const ends_at = after(by.now, ENDING_TAKES)
    await rows(tx)`update agency_agreements set ends_at = ${ends_at} where id = ${id}`
    await move(tx, id, 'ending', is_creator ? 'creator_left' : 'agency_left', by, ends_at)
  })

type Held = { state: AgreementState; is_creator: boolean; others: { state: AgreementState }[] }

/** One decision about a creator at a time; what is due by the clock has happened before it. */
const decide = (
  db: Db,
  id: string,
  by: By,
  act: (tx: Tx, held: Held) => Promise<void>,
): Promise<string> =>
  inTransaction(db, async (tx) => {
    const sides = await creatorOf(tx, id, by.account_id)
    if (!sides) throw notFound()
    const left = await settleDue(tx, await holdAgreementsOf(tx, sides.creator_id), by.now)
    const mine = left.find((one) => one.id === id)
    const state = mine?.state ?? (await stateOf(tx, id))
    await act(tx, {
      state,
      is_creator: sides.creator_id === by.account_id,
      others: left.filter((one) => one.id !== id),
    })
    return id
  })

const stateOf = async (tx: Tx, id: string): Promise<AgreementState> => {
  const [found] = await rows<{ state: AgreementState }>(
    tx,
  )`select state from agency_agreements where id = ${id}`
  if (!found) throw notFound()
  return found.state
}

const move = (
  tx: Tx,
  id: string,
  to: AgreementState,
  reason: string,
  by: By,
  deadline_at: Date | null,
) =>
  transition(tx, agreements, {
    ids: [id],
    to,
    actor: actorOf(by),
    reason,
    now: by.now,
    deadline_at,
  })

/** Lapses and ends what is past its deadline; gives those that are left. */
async function settleDue<
  One extends { id: string; state: AgreementState; deadline_at: Date | null },
>(tx: Tx, held: readonly One[], now: Date): Promise<One[]> {
  const isDue = ({ deadline_at }: One) => deadline_at !== null && deadline_at <= now
  await endDue(tx, held.filter(isDue), now)
  return held.filter((one) => !isDue(one))
}

async function endDue(
  tx: Tx,
  due: readonly { id: string; state: AgreementState }[],
  now: Date,
): Promise<void> {
  for (const [from, to] of [
    ['invited', 'lapsed'],
    ['ending', 'ended'],
  ] as const)
    await transition(tx, agreements, {
      ids: due.filter(({ state }) => state === from).map(({ id }) => id),
      to,
      from: [from],
      actor: system('alliance.agreements'),
      reason: from === 'invited' ? 'unanswered' : 'notice_over',
      now,
    })
}

/** By the clock: invitations lapse, agreements under notice end. Gives how many. */
export const endDueAgreements = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await dueAgreements(tx, now)
    await endDue(tx, due, now)
    return due.length
  })
