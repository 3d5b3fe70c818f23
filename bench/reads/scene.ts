import type pg from 'pg'
import { showId } from '../../server/kernel/ids.ts'
import { requestText } from '../load/index.ts'
import { analyze, makeBuyers, makeGoods, makeRoom } from '../orders/market.ts'

/** What there is to read: a hot room with a full cart and chat, some shops' goods, people who look. */
export type Scene = {
  paths: Record<'room' | 'feed' | 'list' | 'detail', string>
  /** One request a viewer, each with a session of its own, as a browser sends it. */
  room: string[]
  feed: string[]
  list: string[]
  detail: string[]
}

const GOODS = 60
const IN_CART = 20
const SAID = 60

export async function makeScene(sql: pg.Client, viewers: number): Promise<Scene> {
  const goods = await makeGoods(sql, { shops: 4, skus: GOODS, stock: 10_000, price: 25_800 })
  const room_id = await makeRoom(sql, goods.slice(0, IN_CART))
  const people = await makeBuyers(sql, viewers)
  await sql.query(
    `insert into chat_messages (room_id, account_id, words, at)
     select $1, id, '这盆好养吗？想放在朝北的阳台 ' || place, now()
     from (select id, row_number() over () as place from accounts where nickname like '买家 %' limit ${SAID}) as somebody`,
    [room_id],
  )
  // One in three follows the host.
  await sql.query(
    `insert into follows (follower_id, followed_id, at)
     select a.id, r.host_id, now() from (select id, row_number() over (order by id) as place from accounts where nickname like '买家 %') as a
     cross join rooms as r where r.id = $1 and a.place % 3 = 0`,
    [room_id],
  )
  await analyze(sql)
  const paths = {
    room: `/v1/rooms/${showId('room', room_id)}`,
    feed: '/v1/feed/rooms',
    list: '/v1/products?limit=20',
    detail: `/v1/products/${showId('prd', goods[0]?.product_id ?? '')}`,
  }
  const plain = (path: string) => [requestText({ method: 'GET', path })]
  return {
    paths,
    room: people.map(({ cookie }) =>
      requestText({
        method: 'GET',
        path: paths.room,
        headers: { cookie, 'accept-encoding': 'gzip, deflate' },
      }),
    ),
    feed: plain(paths.feed),
    list: plain(paths.list),
    detail: plain(paths.detail),
  }
}
