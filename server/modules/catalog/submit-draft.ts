import { notFound, wrongState } from '../../kernel/refusal.ts'
import { system } from '../../kernel/state.ts'
import { after, DAY } from '../../kernel/time.ts'
import { type Db, inTransaction, rows, type Tx } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { transition } from '../../platform/transition.ts'
import {
  blockedByPolicy,
  currentRules,
  decide,
  isAdmitted,
  type LinkRule,
} from '../policies/index.ts'
import { listingReviewed } from './catalog.events.ts'
import {
  type Draft,
  liveListPrices,
  lockProduct,
  lowestPrices,
  noteFindings,
  openDraft,
} from './drafts.sql.ts'
import {
  type Content,
  draftIncomplete,
  draftMachine,
  type Finding,
  OWN_SOURCE,
  priceMissing,
} from './product.ts'
import { missingParts, reviewListing } from './review-listing.ts'

/** A reviewer has two days; then the draft goes up the line. */
export const REVIEW_TIME = 2 * DAY

type Handing = { shop_id: string; product_id: string; account_id: string; now: Date }

/**
 * Hands the draft in. What is missing is refused and stays on the desk; what the rules forbid is rejected at
 * once with a reason per field; everything else waits for a person, with the remarks of the rules beside it.
 * @throws draftIncomplete `{ findings }`, priceMissing `{ fields }`, blockedByPolicy `{ verdict }`, wrongState
 */
export async function submitDraft(db: Db, handing: Handing): Promise<void> {
  const rules = await currentRules(db)
  await inTransaction(db, async (tx) => {
    const product = await lockProduct(tx, handing.shop_id, handing.product_id)
    if (!product) throw notFound()
    const draft = await openDraft(tx, handing.product_id)
    if (!draft || draft.state === 'in_review')
      throw wrongState({ from: draft?.state ?? product.state, to: 'in_review' })
    assertComplete(draft.content)
    assertAdmitted(rules, draft.content, handing.now)
    await handIn(
      tx,
      handing,
      draft,
      await findingsOf(tx, handing.product_id, draft.content, handing.now),
    )
  })
}

/** What the rules find in a content of this product. */
export async function findingsOf(
  tx: Tx,
  product_id: string,
  content: Content,
  now: Date,
): Promise<Finding[]> {
  return reviewListing(content, {
    lowest_prices: await lowestPrices(tx, product_id, after(now, -7 * DAY)),
    live_list_prices: await liveListPrices(tx, product_id),
  })
}

/** Moves a draft into review with its findings; with a blocking one on to rejected. */
export async function handIn(
  tx: Tx,
  { shop_id, product_id, account_id, now }: Handing,
  draft: Pick<Draft, 'id'>,
  findings: readonly Finding[],
): Promise<void> {
  await transition(tx, draftMachine, {
    ids: [draft.id],
    to: 'in_review',
    from: ['editing', 'rejected'],
    actor: { kind: 'account', id: account_id },
    reason: 'submitted',
    now,
    deadline_at: after(now, REVIEW_TIME),
  })
  await rows(tx)`
    update product_drafts set submitted_at = ${now}, escalated_at = null, reviewer_id = null where id = ${draft.id}`
  await noteFindings(tx, draft.id, findings)
  const blocking = findings.filter((finding) => finding.blocks)
  if (blocking.length === 0) return
  await transition(tx, draftMachine, {
    ids: [draft.id],
    to: 'rejected',
    actor: system('catalog.review_listing'),
    reason: 'forbidden_content',
    now,
  })
  await publish(
    tx,
    listingReviewed,
    [
      {
        key: product_id,
        payload: {
          product_id,
          shop_id,
          draft_id: draft.id,
          outcome: 'rejected',
          findings: blocking,
        },
      },
    ],
    now,
  )
}

function assertComplete(content: Content): void {
  const findings = missingParts(content)
  if (findings.length > 0) throw draftIncomplete({ findings })
  if (content.source !== OWN_SOURCE) return
  const fields = content.skus.flatMap((sku, index) =>
    sku.price === 0 ? `skus/${index}/price` : [],
  )
  if (fields.length > 0) throw priceMissing({ fields })
}

/** Goods of another platform need the link policy's word for a page of their own. */
export function assertAdmitted(
  rules: readonly LinkRule[],
  goods: Pick<Content, 'source' | 'sub_source' | 'category_id'>,
  now: Date,
): void {
  if (goods.source === OWN_SOURCE) return
  const verdict = decide(rules, {
    source: goods.source,
    sub_source: goods.sub_source,
    category: goods.category_id,
    placement: 'merchant_detail_page',
    at: now,
  })
  if (!isAdmitted(verdict)) throw blockedByPolicy({ verdict })
}
