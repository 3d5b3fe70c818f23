import type { FlashWire, RoomEvent } from '../../server/modules/live/live.protocol.ts'
import type { Answer } from '../shared/api/client.ts'
import { cardOf, from, id, people, products } from './mock-world.ts'

type Room = Answer<'GET /v1/rooms/:room_id'>
type Item = Room['items'][number]

export const flash: FlashWire = {
  id: id('fla', 1),
  room_id: id('room', 1),
  sku_id: products[0]?.skus[0]?.id ?? '',
  price: 99_900,
  quota: 100,
  taken: 82,
  limit_per_buyer: 2,
  opens_at: from(-60),
  closes_at: from(433),
  state: 'open',
}

const SAID: [number, string, string][] = [
  [5, '阿May', '已经回购第三次了，质感真的好'],
  [6, '橘子汽水', '主播试一下棕色那台可以吗🙏'],
  [2, '杏子好物研究所', '@橘子汽水 马上给大家看棕色～'],
  [7, 'Yuki', '拍了！什么时候发货呀'],
  [8, '山间小路', '这个可以送人吗，想送男朋友当生日礼物，包装怎么样'],
]

const itemsOf = (shown: boolean): Item[] =>
  products.map((product, index) => ({
    id: id('itm', index + 1),
    position: index + 1,
    state: index === 7 ? 'hidden_by_policy' : 'listed',
    is_explaining: index === 0 && !shown,
    explain_count: index < 2 ? 2 : 0,
    sold_count: 320 * (8 - index),
    product: cardOf(product),
    skus: product.skus,
    external_url: product.external_url,
    flash: index === 0 && !shown ? flash : null,
    explained_from_ms: index < 3 ? index * 20_000 : null,
    explained_to_ms: index < 3 ? index * 20_000 + 15_000 : null,
    verdict: null,
  }))

const STATES = [
  ['live', 'on_air', '秋日好物专场｜相机、跑鞋、绿植全场直降'],
  ['live', 'on_air', '器材铺深夜档：胶片相机怎么选'],
  ['ended', 'ended', '昨晚的家居专场回放'],
  ['paused', 'interrupted', '周三茶歇：边几和小灯'],
  ['preview', 'none', '明晚八点｜绿植专场预告'],
] as const

export const rooms: Room[] = STATES.map(([state, stream, title], index) => {
  const { is_followed, ...host } = people[index === 1 ? 2 : 1] as (typeof people)[number]
  const items = itemsOf(state !== 'live')
  return {
    id: id('room', index + 1),
    title,
    state,
    cover_url: `/files/${['twin-lens-camera', 'compact-camera', 'chair', 'side-desk', 'aloe'][index]}.jpg`,
    host,
    is_followed,
    viewers: state === 'live' ? 13_204 - index * 900 : 0,
    likes: 128_400,
    items_count: items.length,
    explaining:
      state === 'live'
        ? {
            title: products[0]?.title ?? '',
            picture_url: products[0]?.picture_url ?? null,
            price: 99_900,
          }
        : null,
    started_at: from(-3_600),
    scheduled_at: state === 'preview' ? from(86_400) : null,
    ended_at: state === 'ended' ? from(-7_200) : null,
    has_replay: state === 'ended',
    play: { flv: null, hls: null, replay: null, replay_from_ms: null, expires_at: from(3_600) },
    stream,
    items,
    chat: SAID.map(([person, nickname, words], at) => ({
      id: String(at + 1),
      account_id: id('acc', person),
      nickname,
      is_host: person === 2,
      words,
      at: from(at - 60),
    })),
    event_seq: 10,
    server_time: from(0),
    socket_path: `/v1/rooms/${id('room', index + 1)}/socket`,
  }
})

/** What a mock room says by itself, one event a tick. */
export function roomScript(tick: number, seq: () => number): RoomEvent[] {
  const crowd: RoomEvent = { e: 'crowd', viewers: 13_204 + tick, likes: 128_400 + tick * 3 }
  if (tick % 4 === 1)
    return [
      crowd,
      {
        e: 'sold',
        seq: seq(),
        item_id: id('itm', 1),
        sold_count: 2_560 + tick,
        buyer: '林**',
        quantity: 1,
      },
    ]
  if (tick % 4 === 3)
    return [
      crowd,
      {
        e: 'chat',
        id: String(1_000 + tick),
        account_id: id('acc', 20 + (tick % 7)),
        nickname: ['小鹿', 'Mia', '阿杰', '晚风'][(tick >> 2) % 4] ?? '小鹿',
        is_host: false,
        words: ['好看！', '已下单，坐等', '多少钱呀', '主播声音好好听'][(tick >> 2) % 4] ?? '',
        at: from(0),
      },
    ]
  return [crowd]
}
