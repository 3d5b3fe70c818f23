import { notFound } from '../../kernel/refusal.ts'
import { after } from '../../kernel/time.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { historyOf } from '../../platform/transition.ts'
import {
  answerAppeal,
  approveSample,
  confirmSample,
  rejectSample,
  shipSample,
} from './answer-sample.ts'
import { askSample } from './ask-sample.ts'
import { LAST, newestFirst, patternsOf, withCards } from './listing.ts'
import { offerSamples } from './offer-samples.ts'
import { APPEAL, type SampleState, sampleWaitsFor, showsAddress, WAITING_STATES } from './sample.ts'
import { samplesContract } from './samples.contract.ts'
import {
  findSampleCreator,
  listSampleOffers,
  listSamples,
  type Of,
  type ShownSample,
} from './samples.sql.ts'
import { appealSample, extendSample, receiveSample, withdrawSample } from './use-sample.ts'

type Query = { after?: string; limit?: number; state?: SampleState; open?: boolean }
const OPEN_STATES: readonly SampleState[] = [...WAITING_STATES, 'appealed']

/** A sample as one of its two sides sees it. */
function shown(of: Of) {
  const is_shop = 'shop_id' in of
  return <Row extends Omit<ShownSample, 'product_id'>>(sample: Row) => {
    const { state, state_at, appeal_words, address } = sample
    const waiting = sampleWaitsFor(state)
    return {
      ...sample,
      turn: waiting?.turn ?? null,
      on_deadline: waiting?.on_deadline ?? null,
      address: is_shop && !showsAddress(state) ? null : address,
      appeal_until:
        state === 'unfulfilled' && appeal_words === null ? after(state_at, APPEAL) : null,
    }
  }
}

export const samplesRoutes =
  ({ db }: Context) =>
  (http: HttpApp) => {
    const one = async (id: string, of: Of) => {
      const found = await listSamples(db, { ...of, id, states: null, before: LAST, limit: 1 })
      const [sample] = (await withCards(db, found)).map(shown(of))
      if (!sample) throw notFound()
      return sample
    }
    const whole = async (id: string, of: Of) => ({
      ...(await one(id, of)),
      history: await historyOf(db, 'samples', id),
    })
    const list = async (query: Query, of: Of) => {
      const states = query.state ? [query.state] : query.open ? OPEN_STATES : null
      const found = await newestFirst(query, (wish) => listSamples(db, { ...of, ...wish, states }))
      return { ...found, data: (await withCards(db, found.data)).map(shown(of)) }
    }
    type ByShop = {
      params: { shop_id: string; sample_id: string }
      account_id: string
      now: Date
    }
    const asShop = ({ params, account_id, now }: ByShop) => ({
      id: params.sample_id,
      shop_id: params.shop_id,
      by: account_id,
      now,
    })
    type ByCreator = { params: { sample_id: string }; account_id: string; now: Date }
    const asCreator = ({ params, account_id, now }: ByCreator) => ({
      id: params.sample_id,
      creator_id: account_id,
      now,
    })
    /** What happened, as it is now. */
    const done = async <Wish extends Of & { id: string }>(work: Promise<void>, wish: Wish) => {
      await work
      return one(wish.id, 'shop_id' in wish ? { shop_id: wish.shop_id } : wish)
    }

    http.serve(
      samplesContract,
      {
        'PUT /v1/shops/:shop_id/goods/:product_id/sample-offer': async ({
          params,
          body,
          account_id,
          now,
        }) => {
          const { min_followers, min_sales, ...wish } = body
          await offerSamples(db, {
            ...params,
            ...wish,
            min_followers: BigInt(min_followers),
            min_sales: BigInt(min_sales),
            by: account_id,
            now,
          })
          const [offer] = await withCards(
            db,
            await listSampleOffers(db, { ...params, patterns: [], before: LAST, limit: 1 }),
          )
          if (!offer) throw notFound()
          return offer
        },
        'GET /v1/shops/:shop_id/sample-offers': async ({ params: { shop_id }, query }) => {
          const found = await newestFirst(query, (wish) =>
            listSampleOffers(db, { ...wish, shop_id, patterns: patternsOf(query.q) }),
          )
          return { ...found, data: await withCards(db, found.data) }
        },
        'GET /v1/shops/:shop_id/samples': ({ params, query }) => list(query, params),
        'GET /v1/shops/:shop_id/samples/:sample_id': ({ params: { shop_id, sample_id } }) =>
          whole(sample_id, { shop_id }),
        'POST /v1/shops/:shop_id/samples/:sample_id/approval': (call) =>
          done(approveSample(db, asShop(call)), asShop(call)),
        'POST /v1/shops/:shop_id/samples/:sample_id/rejection': (call) =>
          done(rejectSample(db, { ...asShop(call), ...call.body }), asShop(call)),
        'POST /v1/shops/:shop_id/samples/:sample_id/shipment': (call) =>
          done(shipSample(db, { ...asShop(call), ...call.body }), asShop(call)),
        'POST /v1/shops/:shop_id/samples/:sample_id/confirmation': (call) =>
          done(confirmSample(db, asShop(call)), asShop(call)),
        'POST /v1/shops/:shop_id/samples/:sample_id/appeal-answer': (call) =>
          done(answerAppeal(db, { ...asShop(call), ...call.body }), asShop(call)),
        'GET /v1/sample-goods': async ({ account_id, query }) => {
          const found = await newestFirst(query, (wish) =>
            listSampleOffers(db, { ...wish, shop_id: null, patterns: patternsOf(query.q) }),
          )
          const { followers, sales } = await findSampleCreator(db, account_id)
          return { ...found, data: await withCards(db, found.data), me: { followers, sales } }
        },
        'POST /v1/me/samples': async ({ account_id, body, claim, now }) => {
          const wish = { ...body, words: body.words ?? '', creator_id: account_id, now }
          return one(await askSample(db, claim, wish), { creator_id: account_id })
        },
        'GET /v1/me/samples': ({ account_id, query }) => list(query, { creator_id: account_id }),
        'GET /v1/me/samples/:sample_id': ({ account_id, params }) =>
          whole(params.sample_id, { creator_id: account_id }),
        'POST /v1/me/samples/:sample_id/withdrawal': (call) =>
          done(withdrawSample(db, asCreator(call)), asCreator(call)),
        'POST /v1/me/samples/:sample_id/receipt': (call) =>
          done(receiveSample(db, asCreator(call)), asCreator(call)),
        'POST /v1/me/samples/:sample_id/extension': (call) =>
          done(extendSample(db, asCreator(call)), asCreator(call)),
        'POST /v1/me/samples/:sample_id/appeal': (call) =>
          done(appealSample(db, { ...asCreator(call), ...call.body }), asCreator(call)),
      },
      'samples',
    )
  }
