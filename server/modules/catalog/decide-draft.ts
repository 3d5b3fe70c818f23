import { conflict, malformed, notFound, wrongState } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after, MINUTE } from '../../kernel/time.ts'
import { type Db, inTransaction, row, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import { listingReviewed, reviewOverdue } from './catalog.events.ts'
import { type Draft, findDraft, lockProduct, noteFindings } from './drafts.sql.ts'
import { draftMachine, type Finding, listingClaimed, ownListing } from './product.ts'
import { replaceLiveCopy } from './replace-live-copy.ts'
import { REVIEW_TIME } from './submit-draft.ts'

/** A claim keeps other reviewers off for so long. */
const CLAIM_TIME = 10 * MINUTE

type Reviewer = { draft_id: string; reviewer_id: string; now: Date }

/**
 * Claims a draft for ten minutes, or renews the own claim.
 * @throws listingClaimed while another's claim lasts, ownListing for staff of the shop, wrongState
 */
export const claimDraft = (db: Db, { draft_id, reviewer_id, now }: Reviewer): Promise<void> =>
  inTransaction(db, async (tx) => {
    const draft = await lockForReview(tx, { draft_id, reviewer_id, now })
    await rows(tx)`
      update product_drafts set claimed_by = ${reviewer_id}, claimed_until = ${after(now, CLAIM_TIME)} where id = ${draft.id}`
  })

/**
 * Passes the draft, which then is the live copy, or rejects it with a reason per field. Of two reviewers who
 * decide at once one is told that it changed meanwhile.
 * @throws conflict when the draft is not the version that was looked at, listingClaimed, ownListing, wrongState
 */
export const decideDraft = (
  db: Db,
  {
    decision,
    version,
    findings,
    ...reviewer
  }: Reviewer & {
    decision: 'pass' | 'reject'
    version: number
    findings: readonly { field: string; code: string; words: string }[]
  },
): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { now, reviewer_id } = reviewer
    if (decision === 'reject' && findings.length === 0)
      throw malformed({
        errors: [{ path: '/findings', message: 'a rejection names its reasons by field' }],
      })
    const draft = await lockForReview(tx, reviewer)
    if (draft.version !== version) throw conflict({ version: draft.version })
    const spoken: Finding[] = findings.map((one) => ({
      ...one,
      by: 'person',
      blocks: decision === 'reject',
    }))
    await noteFindings(tx, draft.id, [
      ...draft.findings.filter((one) => one.by === 'rule'),
      ...spoken,
    ])
    await rows(tx)`
      update product_drafts set reviewer_id = ${reviewer_id}, claimed_by = null, claimed_until = null where id = ${draft.id}`
    const actor = { kind: 'account' as const, id: reviewer_id }
    if (decision === 'reject')
      await transition(tx, draftMachine, {
        ids: [draft.id],
        to: 'rejected',
        actor,
        reason: 'reviewer_rejected',
        now,
      })
    else {
      await transition(tx, draftMachine, {
        ids: [draft.id],
        to: 'passed',
        actor,
        reason: 'reviewer_passed',
        now,
      })
      await replaceLiveCopy(tx, draft.product, draft.content, actor, now)
    }
    await publish(
      tx,
      listingReviewed,
      [
        {
          key: draft.product_id,
          payload: {
            product_id: draft.product_id,
            shop_id: draft.product.shop_id,
            draft_id: draft.id,
            outcome: decision === 'pass' ? ('passed' as const) : ('rejected' as const),
            findings: spoken,
          },
        },
      ],
      now,
    )
  })

/** The draft in review, locked with its product, for a reviewer who may judge it now. */
async function lockForReview(tx: Tx, { draft_id, reviewer_id, now }: Reviewer) {
  const found = await findDraft(tx, draft_id)
  if (!found) throw notFound()
  const product = await lockProduct(tx, found.shop_id, found.product_id)
  // Read again under the lock: the shop may have taken it back, another reviewer may have decided.
  const draft = product && (await findDraft(tx, draft_id))
  if (!draft) throw notFound()
  if (draft.state !== 'in_review') throw wrongState({ from: draft.state })
  const own = await row(tx)`
    select account_id from shop_staff where shop_id = ${draft.shop_id} and account_id = ${reviewer_id}`
  if (own) throw ownListing()
  if (isClaimedByOther(draft, reviewer_id, now))
    throw listingClaimed({ until: draft.claimed_until })
  return { ...draft, product }
}

const isClaimedByOther = (
  draft: Pick<Draft, 'claimed_by' | 'claimed_until'>,
  reviewer_id: string,
  now: Date,
): boolean =>
  draft.claimed_by !== null &&
  draft.claimed_by !== reviewer_id &&
  draft.claimed_until !== null &&
  draft.claimed_until.getTime() > now.getTime()

/** Reviews past their deadline go up the line: marked, free for anybody, with a new deadline. */
export const escalateOverdue = (db: Db, now: Date): Promise<number> =>
  inTransaction(db, async (tx) => {
    const due = await rows<{ id: string; product_id: string; shop_id: string }>(tx)`
      select d.id, d.product_id, p.shop_id from product_drafts as d join products as p on p.id = d.product_id
      where d.state = 'in_review' and d.deadline_at <= ${now} order by d.id limit 200`
    const late = await transition(tx, draftMachine, {
      ids: due.map((draft) => draft.id),
      to: 'in_review',
      from: ['in_review'],
      actor: system('catalog.review_overdue'),
      reason: 'review_overdue',
      now,
      deadline_at: after(now, REVIEW_TIME),
    })
    const ids = new Set(late.map((draft) => draft.id))
    await rows(tx)`
      update product_drafts set escalated_at = coalesce(escalated_at, ${now}), claimed_by = null, claimed_until = null
      where id = any(${[...ids]}::uuid[])`
    await publish(
      tx,
      reviewOverdue,
      due
        .filter((draft) => ids.has(draft.id))
        .map(({ id, product_id, shop_id }) => ({
          key: id,
          payload: { draft_id: id, product_id, shop_id },
        })),
      now,
    )
    return late.length
  })
