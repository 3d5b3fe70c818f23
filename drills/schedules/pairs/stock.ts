import { newId } from '../../../server/kernel/ids.ts'
import { after, MINUTE } from '../../../server/kernel/time.ts'
import { addStock } from '../../../server/modules/inventory/change-stock.ts'
import {
  claimStock,
  closeFlash,
  releaseStock,
  reserveStock,
} from '../../../server/modules/inventory/index.ts'
import { inTransaction, rows } from '../../../server/platform/db.ts'
import type { Copy } from '../arena.ts'
import {
  flashKeepsWithin,
  historiesAreTrue,
  reservationsEndOnce,
  stockAddsUp,
  stockIsReserved,
} from '../checks.ts'
import { ask, clockwork, type Pair, type Part, person, type Stage } from '../pair.ts'

const checks = [
  stockAddsUp,
  stockIsReserved,
  reservationsEndOnce,
  flashKeepsWithin,
  historiesAreTrue,
]

type Sku = 'tea' | 'cup' | 'lamp'
type Buyer = 'buyer_id' | 'rival_id'

/** Somebody reserves one of each of these, in the order named. */
export const reserves =
  (who: Buyer, skus: readonly Sku[], { flash = false, quantity = 1 } = {}) =>
  ({ gated, copy, now }: Part) =>
    inTransaction(gated, (tx) =>
      reserveStock(tx, {
        buyer_id: copy[who],
        lines: skus.map((sku) => ({
          line_id: newId(),
          sku_id: copy[sku],
          quantity,
          flash_offer_id: flash ? copy.flash_id : null,
        })),
        now,
        deadline_at: after(now, 15 * MINUTE),
      }),
    )

/** So many of a SKU are left to sell. */
export const leave = (copy: Copy, db: Stage['db'], sku: Sku, left: number) => rows(db)`
  update stock set received = reserved + sold + written_off + ${left}, available = ${left} where sku_id = ${copy[sku]}`

const availableOf = ({ db, copy }: Stage, sku: Sku): Promise<string> =>
  ask(db, 'select available::text as said from stock where sku_id = $1', copy[sku])

/** `A` where only the first got what it wanted, and so on. */
const whoGot = (answers: readonly string[]): string =>
  answers.map((answer, place) => (answer === 'ok' ? 'ABC'[place] : '')).join('') || 'nobody'
const whoGotIt = (_: Stage, answers: readonly string[]): string => `${whoGot(answers)} got it`

const linesOf = ({ tea_line, cup_line, pot_line }: Copy): string[] => [tea_line, cup_line, pot_line]
const reservationOf = ({ db, copy }: Stage): Promise<string> =>
  ask(db, 'select state as said from reservations where id = $1', copy.tea_line)

export const stockPairs: Pair[] = [
  {
    name: 'reserve × reserve: the last one',
    station: 'listed',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 1),
    operations: [reserves('buyer_id', ['tea']), reserves('rival_id', ['tea'])],
    checks,
    tell: whoGotIt,
    endings: ['A got it', 'B got it'],
    exhaustive: true,
  },
  {
    name: 'reserve × reserve × reserve: two SKUs named in opposite orders, enough for two',
    station: 'listed',
    arm: async ({ copy, db }) => {
      await leave(copy, db, 'tea', 2)
      await leave(copy, db, 'cup', 2)
    },
    operations: [
      reserves('buyer_id', ['tea', 'cup']),
      reserves('rival_id', ['cup', 'tea']),
      reserves('buyer_id', ['cup', 'tea']),
    ],
    checks,
    tell: whoGotIt,
    endings: ['AB got it', 'AC got it', 'BC got it'],
  },
  {
    name: 'reserve × release: the last one comes back',
    station: 'unpaid',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 0),
    operations: [
      reserves('rival_id', ['tea']),
      ({ gated, copy, now }) =>
        inTransaction(gated, async (tx) => {
          await releaseStock(tx, linesOf(copy), clockwork, 'unpaid_timeout', now)
        }),
    ],
    checks,
    tell: async (stage, [taken]) => `reserve ${taken}, ${await availableOf(stage, 'tea')} left`,
    endings: ['reserve ok, 1 left', 'reserve out_of_stock, 2 left'],
    exhaustive: true,
  },
  {
    name: 'claim × release of one reservation',
    station: 'unpaid',
    operations: [
      ({ gated, copy, now }) =>
        inTransaction(
          gated,
          async (tx) => `claims ${(await claimStock(tx, linesOf(copy), now)).length}`,
        ),
      ({ gated, copy, now }) =>
        inTransaction(
          gated,
          async (tx) =>
            `releases ${(await releaseStock(tx, linesOf(copy), person(copy.buyer_id), 'buyer_cancelled', now)).length}`,
        ),
    ],
    checks,
    tell: async (stage, answers) => `${answers.join(', ')}, ${await reservationOf(stage)}`,
    endings: ['claims 3, releases 0, claimed', 'claims 0, releases 3, released'],
    exhaustive: true,
  },
  {
    name: 'flash take × flash take × flash take: one buyer up to the limit',
    station: 'listed',
    operations: [
      reserves('buyer_id', ['lamp'], { flash: true }),
      reserves('buyer_id', ['lamp'], { flash: true }),
      reserves('buyer_id', ['lamp'], { flash: true }),
    ],
    checks,
    tell: (stage, answers) => `${whoGotIt(stage, answers)}; ${answers.find((one) => one !== 'ok')}`,
    endings: ['AB got it; flash_limit', 'AC got it; flash_limit', 'BC got it; flash_limit'],
  },
  {
    name: 'flash take × flash take: two buyers, the last piece of the quota',
    station: 'listed',
    arm: ({ copy, db }) => rows(db)`update flash_offers set quota = 1 where id = ${copy.flash_id}`,
    operations: [
      reserves('buyer_id', ['lamp'], { flash: true }),
      reserves('rival_id', ['lamp'], { flash: true }),
    ],
    checks,
    tell: (stage, answers) => `${whoGotIt(stage, answers)}; ${answers.find((one) => one !== 'ok')}`,
    endings: ['A got it; flash_sold_out', 'B got it; flash_sold_out'],
    exhaustive: true,
  },
  {
    name: 'flash take × flash close',
    station: 'listed',
    operations: [
      reserves('buyer_id', ['lamp'], { flash: true }),
      ({ gated, copy, now }) =>
        inTransaction(gated, async (tx) => {
          await closeFlash(tx, {
            id: copy.flash_id,
            actor: person(copy.creator_id),
            reason: 'host_closed',
            now,
          })
        }),
    ],
    checks,
    tell: (_, answers) => answers.join(', '),
    endings: ['ok, ok', 'flash_not_open, ok'],
    exhaustive: true,
  },
  {
    name: 'stock written off × reserve',
    station: 'listed',
    arm: ({ copy, db }) => leave(copy, db, 'tea', 2),
    operations: [
      ({ gated, copy, now }) =>
        inTransaction(gated, (tx) =>
          addStock(tx, {
            shop_id: copy.shop_id,
            changes: [{ sku_id: copy.tea, change: -2 }],
            reason: 'damaged',
            actor: person(copy.owner_id),
            now,
          }),
        ),
      reserves('rival_id', ['tea']),
    ],
    checks,
    tell: async (stage, answers) =>
      `${answers.join(', ')}, ${await availableOf(stage, 'tea')} left`,
    endings: ['ok, out_of_stock, 0 left', 'stock_in_use, ok, 1 left'],
    exhaustive: true,
  },
]
