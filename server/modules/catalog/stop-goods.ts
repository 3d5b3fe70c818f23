import { system } from '../../kernel/state.ts'
import { rows, type Tx } from '../../platform/db.ts'
import { transition } from '../../platform/transition.ts'
import { productMachine } from './product.ts'
import { type Goods, tellLeft, tellListed } from './shelf.ts'

const RULE = 'catalog.deposit'

/** Takes all that a shop has on sale off the shelf, because its deposit is short; open orders go on. Returns how many. */
export async function takeGoodsOff(tx: Tx, shop_id: string, now: Date): Promise<number> {
  const listed = await rows<Goods>(tx)`
    select id, shop_id from products where shop_id = ${shop_id} and state = 'on_shelf' order by id for no key update`
  await transition(tx, productMachine, {
    ids: listed.map(({ id }) => id),
    to: 'off_shelf',
    from: ['on_shelf'],
    actor: system(RULE),
    reason: 'deposit_short',
    now,
  })
  await tellLeft(tx, listed, 'deposit_short', now)
  return listed.length
}

/**
 * Puts exactly those goods back that were taken off for the deposit and that nobody touched since: what the shop took
 * off itself, what was taken down or deleted meanwhile stays where it is. Returns how many.
 */
export async function putGoodsBack(tx: Tx, shop_id: string, now: Date): Promise<number> {
  const taken = await rows<Goods & { is_open: boolean }>(tx)`
    select p.id, p.shop_id, s.state = 'open' as is_open from products as p join shops as s on s.id = p.shop_id
    where p.shop_id = ${shop_id} and p.state = 'off_shelf' and (
      select c.reason = 'deposit_short' from state_changes as c where c.noun = 'products' and c.noun_id = p.id order by c.id desc limit 1)
    order by p.id for no key update of p`
  await transition(tx, productMachine, {
    ids: taken.map(({ id }) => id),
    to: 'on_shelf',
    from: ['off_shelf'],
    actor: system(RULE),
    reason: 'deposit_filled',
    now,
  })
  // Goods of a suspended shop are told when it opens again.
  await tellListed(
    tx,
    taken.filter(({ is_open }) => is_open),
    now,
  )
  return taken.length
}
