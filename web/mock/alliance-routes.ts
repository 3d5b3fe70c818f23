import type { Answer } from '../shared/api/client.ts'
import { cardOf, from, id, people, products } from './mock-world.ts'
import type { MockRoutes } from './viewer-routes.ts'

type Plan = Answer<'GET /v1/shops/:shop_id/plans'>['data'][number]
const DAY = 86_400
const cards = products.map(cardOf)
const title = (index: number) => cards[index]?.title ?? ''

const plan = (number: number, wish: Partial<Plan>): Plan => ({
  id: id('pln', number),
  product_id: id('prd', number),
  shop_id: id('shp', 1),
  title: title(number - 1),
  kind: 'open',
  state: 'open',
  commission_ppm: 200_000,
  is_open: true,
  excludes_from: null,
  creators: 0,
  changed_at: from(-3 * DAY),
  notice: null,
  ...wish,
})
const plans: Plan[] = [
  plan(1, {
    notice: {
      from_ppm: 200_000,
      to_ppm: 120_000,
      announced_at: from(-3_600),
      due_at: from(1.9 * DAY),
    },
  }),
  plan(2, { kind: 'targeted', commission_ppm: 300_000, creators: 2 }),
  plan(3, {
    kind: 'exclusive',
    commission_ppm: 350_000,
    creators: 1,
    excludes_from: from(1.2 * DAY),
  }),
  plan(4, { state: 'closed', is_open: false }),
]
const detail = (wanted: string | undefined): Answer<'GET /v1/shops/:shop_id/plans/:plan_id'> => {
  const one = plans.find((some) => some.id === wanted) ?? (plans[0] as Plan)
  return {
    ...one,
    named:
      one.kind === 'open'
        ? []
        : [
            { id: id('acc', 2), nickname: '杏子好物研究所', added_at: from(-9 * DAY), until: null },
            {
              id: id('acc', 3),
              nickname: '阿泽',
              added_at: from(-9 * DAY),
              until: from(1.5 * DAY),
            },
          ],
    changes: [
      { commission_ppm: one.commission_ppm, state: one.state, by: '青云家居', at: one.changed_at },
      { commission_ppm: 150_000, state: 'open', by: '青云家居', at: from(-30 * DAY) },
    ],
  }
}
const agreement = (
  number: number,
  wish: Partial<Answer<'GET /v1/me/agreements'>['data'][number]>,
): Answer<'GET /v1/me/agreements'>['data'][number] => ({
  id: id('agr', number),
  agency_id: id('acc', 5),
  agency_name: '星河机构',
  creator_id: id('acc', 2),
  creator_nickname: '杏子好物研究所',
  i_am: 'creator',
  share_ppm: 200_000,
  state: 'invited',
  deadline_at: from(5 * DAY),
  invited_at: from(-2 * DAY),
  started_at: null,
  ends_at: null,
  ...wish,
})

/** Plans, the selection's neighbours, a showcase and agencies. */
export const allianceRoutes: MockRoutes = {
  'GET /v1/shops/:shop_id/plans': ({ query }) => ({
    data: plans.filter(({ kind }) => !query.kind || kind === query.kind),
    next: null,
  }),
  'GET /v1/shops/:shop_id/plans/:plan_id': ({ params }) => detail(params.plan_id),
  'PUT /v1/shops/:shop_id/plans/:plan_id': ({ params }) => detail(params.plan_id),
  'GET /v1/creators': () => ({
    data: people.slice(0, 3).map(({ id: one, nickname }, place) => ({
      id: one,
      nickname,
      followers: 12_000 - place * 3_000,
    })),
  }),
  'GET /v1/me/plan-notices': () => ({
    data: [
      {
        product_id: id('prd', 1),
        title: title(0),
        shop_id: id('shp', 1),
        shop_name: '青云家居',
        why: 'cut',
        plan_kind: 'open',
        by: '青云店长',
        from_ppm: 200_000,
        to_ppm: 120_000,
        announced_at: from(-3_600),
        due_at: from(1.9 * DAY),
      },
    ],
  }),
  'GET /v1/me/showcase': () => ({
    data: cards.slice(0, 4).map((card, place) => ({
      ...card,
      commission_ppm: place === 3 ? null : 200_000 + place * 50_000,
      plan_kind: place === 3 ? null : place === 1 ? 'targeted' : 'open',
      is_shown: place !== 2,
      added_at: from(-place * DAY),
    })),
  }),
  'PUT /v1/me/showcase/:product_id': () => null,
  'DELETE /v1/me/showcase/:product_id': () => null,
  'GET /v1/me/agency': () => ({ name: '杏子工作室' }),
  'GET /v1/me/agreements': () => ({
    data: [
      agreement(1, {}),
      agreement(2, {
        i_am: 'agency',
        agency_name: '杏子工作室',
        creator_nickname: '阿泽',
        state: 'active',
        deadline_at: null,
        started_at: from(-40 * DAY),
      }),
    ],
  }),
}
