import { newId } from '../../kernel/ids.ts'
import { notFound } from '../../kernel/refusal.ts'
import { after, DAY } from '../../kernel/time.ts'
import { type Db, isDatabaseError, row, rows, type Tx } from '../../platform/db.ts'
import { type Claim, once } from '../../platform/idempotency.ts'
import { recordBirth } from '../../platform/transition.ts'
import { findAddress } from '../accounts/index.ts'
import { onlyCreators } from './plan.ts'
import {
  assertFits,
  NOT_GIVEN,
  OWED_DAYS,
  OWED_MAX,
  sampleDeadline,
  sampleHad,
  sampleNotOffered,
  samples,
  samplesGone,
  samplesOwed,
  tooManySamples,
  WAITING_MAX,
} from './sample.ts'
import { findSampleCreator, type SampleOffer } from './samples.sql.ts'
import { termsFor } from './terms.sql.ts'

type Wish = {
  creator_id: string
  product_id: string
  address_id: string
  words: string
  now: Date
}

/**
 * A creator asks for a free sample of goods that they may sell; the shop answers within seven days. Counted at once on
 * the creator and on the offer, in this order, so limits hold however many ask together. Returns its id.
 * @throws notFound for an address of somebody else, onlyCreators, sampleNotOffered, sampleConditions, samplesOwed,
 * tooManySamples, samplesGone, sampleHad
 */
export async function askSample(db: Db, claim: Claim, wish: Wish): Promise<string> {
  try {
    return await once(db, claim, wish.now, (tx) => ask(tx, wish))
  } catch (error) {
    if (isDatabaseError(error, '23514', 'sample_limit_holds'))
      throw tooManySamples({ at_most: WAITING_MAX })
    if (isDatabaseError(error, '23505', 'samples_one_waiting')) throw sampleHad()
    throw error
  }
}

async function ask(
  tx: Tx,
  { creator_id, product_id, address_id, words, now }: Wish,
): Promise<string> {
  const creator = await findSampleCreator(tx, creator_id)
  if (!creator.is_creator) throw onlyCreators()
  const found = await findAddress(tx, creator_id, address_id)
  if (!found) throw notFound()
  const { id: _, is_default: __, ...address } = found
  await rows(tx)`
    insert into sample_creators (creator_id, waiting) values (${creator_id}, 1)
    on conflict (creator_id) do update set waiting = sample_creators.waiting + 1`
  const offer = await takeOne(tx, product_id)
  const sells = await termsFor(tx, [{ product_id, creator_id }], now)
  if (sells.size === 0) throw sampleNotOffered()
  assertFits(offer, creator)
  await assertTrusted(tx, creator_id, now)
  const had = await row<{ count: bigint }>(tx)`
    select count(*) from samples where product_id = ${product_id} and creator_id = ${creator_id} and state <> all(${NOT_GIVEN}::text[])`
  if ((had?.count ?? 0n) >= BigInt(offer.per_creator))
    throw sampleHad({ per_creator: offer.per_creator })
  const id = newId()
  const deadline_at = sampleDeadline('pending', now)
  await rows(tx)`
    insert into samples (id, product_id, sku_id, shop_id, creator_id, words, address, state, state_at, deadline_at, created_at)
    values (${id}, ${product_id}, ${offer.sku_id}, ${offer.shop_id}, ${creator_id}, ${words}, ${JSON.stringify(address)}::jsonb, 'pending', ${now},
      ${deadline_at}, ${now})`
  await recordBirth(tx, samples, {
    ids: [id],
    state: 'pending',
    actor: { kind: 'account', id: creator_id },
    reason: 'asked_for',
    now,
    deadline_at,
  })
  return id
}

/** One sample of the offer for us: its row is ours until the end, so two never take the last one. */
async function takeOne(tx: Tx, product_id: string): Promise<SampleOffer> {
  const offer = await row<SampleOffer & { is_sold: boolean }>(tx)`
    select o.product_id, o.shop_id, o.sku_id, o.is_open, o.quota, o.taken, o.per_creator, o.min_followers, o.min_sales,
      p.state = 'on_shelf' and s.state = 'open' as is_sold
    from sample_offers as o join products as p on p.id = o.product_id join shops as s on s.id = o.shop_id
    where o.product_id = ${product_id} for no key update of o`
  if (!offer?.is_open || !offer.is_sold) throw sampleNotOffered()
  if (offer.taken >= offer.quota) throw samplesGone()
  await rows(tx)`update sample_offers set taken = taken + 1 where product_id = ${product_id}`
  return offer
}

async function assertTrusted(tx: Tx, creator_id: string, now: Date): Promise<void> {
  const owed = await row<{ count: bigint }>(tx)`
    select count(*) from samples where creator_id = ${creator_id} and state = 'unfulfilled' and state_at > ${after(now, -OWED_DAYS * DAY)}`
  if ((owed?.count ?? 0n) >= BigInt(OWED_MAX))
    throw samplesOwed({ at_most: OWED_MAX, days: OWED_DAYS })
}
