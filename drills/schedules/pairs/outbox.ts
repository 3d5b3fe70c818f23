import { newId } from '../../../server/kernel/ids.ts'
import { addStock } from '../../../server/modules/inventory/change-stock.ts'
import { inTransaction, rows } from '../../../server/platform/db.ts'
import { once } from '../../../server/platform/idempotency.ts'
import {
  type Consumer,
  consume,
  event,
  publish,
  sequence,
} from '../../../server/platform/outbox.ts'
import type { Check } from '../checks.ts'
import { ask, claimOfOwn, type Pair, type Part, person, type Stage } from '../pair.ts'

/** A listener that writes down what it hears, in the order in which it hears it. */
export const HEARD_SETUP = `create table heard (place bigint generated always as identity, id bigint, seq bigint, type text, key text, payload jsonb)`
export const listener: Consumer = {
  name: 'schedule',
  on: Object.fromEntries(
    ['stock.changed', 'schedule.said'].map((type) => [
      type,
      async (tx, { seq, key, payload }) => {
        await rows(tx)`
          insert into heard (seq, type, key, payload) values (${seq}, ${type}, ${key}, ${JSON.stringify(payload)}::jsonb)`
      },
    ]),
  ),
}
const said = event<{ word: string }>('schedule.said')

/** Every fact of this copy was heard, once, and those of one key in the order of their places. */
export const heardOnce: Check = {
  name: 'I-72 I-73 every committed fact is heard, once',
  sql: `select o.type || ' ' || o.id || ' heard ' || count(h.place) as what from outbox as o
      left join heard as h on h.key = o.key and h.seq = o.seq
    where o.key in (select unnest($1::uuid[])::text union all select id::text from products where id = any($1)) and o.type in ('stock.changed', 'schedule.said')
    group by o.id, o.type having count(h.place) <> 1`,
}
/** Facts of one key arrive in order: the last that is heard of a SKU is what stands. */
export const lastIsTrue: Check = {
  name: 'I-72 the last that is heard of a SKU is what stands',
  sql: `select s.sku_id || ' ' || s.available || ' heard ' || last.available as what from stock as s, lateral (
      select (sku ->> 'available')::bigint as available from heard, jsonb_array_elements(payload -> 'skus') as sku
      where heard.type = 'stock.changed' and sku ->> 'sku_id' = s.sku_id::text order by heard.place desc limit 1) as last
    where s.sku_id = any($1) and s.available <> last.available`,
}

const reads = async ({ gated, arena }: Pick<Part, 'gated' | 'arena'>): Promise<void> => {
  for (let round = 0; round < 2; round++) {
    await sequence(gated)
    await consume(gated, listener, arena.context.log)
  }
}
/** One server tells and gives facts their place in line, another listens: neither waits for the other. */
export const saysAndPlaces = (word: string) => async (part: Part) => {
  await says(word)(part)
  await sequence(part.gated)
}
const listens = async ({ gated, arena }: Part): Promise<void> => {
  for (let round = 0; round < 2; round++) await consume(gated, listener, arena.context.log)
}
const readAll = ({ db, arena }: Stage): Promise<void> => reads({ gated: db, arena })

/** Two things at once: something about a key of one's own, and how many came in. */
const receives =
  (change: number) =>
  ({ gated, copy, now }: Part) =>
    inTransaction(gated, (tx) =>
      addStock(tx, {
        shop_id: copy.shop_id,
        changes: [{ sku_id: copy.tea, change }],
        reason: 'received',
        actor: person(copy.owner_id),
        now,
      }),
    )
export const says =
  (word: string) =>
  ({ gated, copy, now }: Part) =>
    inTransaction(gated, (tx) =>
      publish(tx, said, [{ key: copy.order_id, payload: { word } }], now),
    )

const heard = ({ db, copy }: Stage): Promise<string> =>
  ask(
    db,
    `select string_agg(payload ->> 'word', ' ' order by place) as said from heard where key = $1`,
    copy.order_id,
  )

export const outboxPairs: Pair[] = [
  {
    name: 'fact × fact × reader: no late commit is skipped',
    station: 'listed',
    setup: HEARD_SETUP,
    operations: [says('a'), says('b'), reads],
    rest: readAll,
    checks: [heardOnce],
    tell: heard,
    endings: ['a b', 'b a'],
  },
  {
    name: 'placing × placing × reader: three servers, no fact is passed over',
    station: 'listed',
    setup: HEARD_SETUP,
    operations: [saysAndPlaces('a'), saysAndPlaces('b'), listens],
    rest: readAll,
    checks: [heardOnce],
    tell: heard,
    endings: ['a b', 'b a'],
  },
  {
    name: 'stock × stock × reader: facts of one SKU come in order',
    station: 'listed',
    setup: HEARD_SETUP,
    operations: [receives(1), receives(5), reads],
    rest: readAll,
    checks: [heardOnce, lastIsTrue],
    tell: ({ db, copy }) =>
      ask(
        db,
        `select string_agg(payload -> 'skus' -> 0 ->> 'available', ' ' order by place) as said from heard where key = $1`,
        copy.tea_product,
      ),
    endings: ['11 16', '15 16'],
  },
  {
    name: 'reader × reader: two servers, one name',
    station: 'listed',
    setup: HEARD_SETUP,
    arm: async (stage) => {
      for (const word of ['a', 'b']) await says(word)({ ...stage, gated: stage.db } as Part)
    },
    operations: [reads, reads],
    rest: readAll,
    checks: [heardOnce],
    tell: heard,
    endings: ['a b'],
  },
  {
    name: 'once × once: one key, one effect, one answer',
    station: 'listed',
    setup: HEARD_SETUP,
    operations: [0, 1].map(
      () => (part: Part) =>
        once(
          part.gated,
          claimOfOwn(part.copy.buyer_id, part.copy.order_id),
          part.now,
          async (tx) => {
            const word = newId()
            await publish(tx, said, [{ key: part.copy.order_id, payload: { word } }], part.now)
            return word
          },
        ),
    ),
    rest: readAll,
    checks: [heardOnce],
    tell: async (stage, [first, second]) => {
      const words = await heard(stage)
      return first === second && words === first
        ? 'one answer, said once'
        : `${first} ${second}; ${words}`
    },
    endings: ['one answer, said once'],
    exhaustive: true,
  },
]
