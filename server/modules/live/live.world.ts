import { WebSocket } from 'ws'
import { newId, showId } from '../../kernel/ids.ts'
import { rows } from '../../platform/db.ts'
import { type SeededShop, seedCategory } from '../../test-seed.ts'
import type { Person, World } from '../../test-world.ts'

/** Goods of another platform on the shelf: a labelled link, no SKU of ours. */
export async function seedLink(
  world: World,
  shop: SeededShop,
  { source = 'taobao_alliance', sub_source = null as string | null, title = 'Linked tea' } = {},
): Promise<{ product_id: string; shown_product: string }> {
  const category = await seedCategory(world)
  const product_id = newId()
  const now = world.now()
  await rows(world.db)`
    insert into products (id, shop_id, category_id, title, price_from, price_to, source, sub_source, external_url, state, state_at, listed_at, created_at)
    values (${product_id}, ${shop.id}, ${category}, ${title}, 5900, 5900, ${source}, ${sub_source}, 'https://item.example/1', 'on_shelf', ${now}, ${now}, ${now})`
  await rows(world.db)`
    insert into state_changes (noun, noun_id, to_state, actor_kind, actor_id, reason, at)
    values ('products', ${product_id}, 'on_shelf', 'system', 'seed', 'seeded', ${now})`
  return { product_id, shown_product: showId('prd', product_id) }
}

export type RoomSocket = {
  socket: WebSocket
  /** Everything received, in order. */
  messages: any[]
  /** All events of all frames so far. */
  events: () => any[]
  /** The first event (received or to come) that fits. */
  event: (fits: (event: any) => boolean, what: string, ms?: number) => Promise<any>
  say: (message: unknown) => void
  closed: Promise<{ code: number; reason: string }>
  hello: () => any
  leave: () => Promise<void>
}

type Answered<T> = T | undefined | false | null

/** Waits until it is so; the limit is for what never comes, not for how fast. */
export async function until<T>(
  question: () => Answered<T> | Promise<Answered<T>>,
  what: string,
  ms = 30_000,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const answer = await question()
    if (answer) return answer
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((done) => setTimeout(done, 10))
  }
}

/** A socket at an address of our own making: for tickets that are none, and other bad manners. */
export function rawSocket(
  world: World,
  path: string,
  headers: Record<string, string> = {},
): RoomSocket {
  const socket = new WebSocket(`${world.url.replace('http', 'ws')}${path}`, { headers })
  const messages: any[] = []
  socket.on('message', (data) => messages.push(JSON.parse(data.toString())))
  socket.on('error', () => {})
  const closed = new Promise<{ code: number; reason: string }>((done) => {
    socket.on('close', (code, reason) => done({ code, reason: reason.toString() }))
  })
  const events = () => messages.flatMap((message) => message.ev ?? [])
  return {
    socket,
    messages,
    events,
    event: (fits, what, ms) => until(() => events().find(fits), what, ms),
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    closed,
    hello: () => messages.find((message) => message.hello)?.hello,
    leave: async () => {
      socket.close()
      await closed
    },
  }
}

/** Enters a room as this person (or a stranger) does: asks for a ticket, opens the socket, waits for its hello. */
export async function enterRoom(
  world: World,
  person: Person,
  room: string,
  since?: number,
): Promise<RoomSocket> {
  const { status, body, text } = await person.post(`/v1/rooms/${room}/ticket`)
  if (status !== 201) throw new Error(`no ticket: ${text}`)
  const query = `?ticket=${body.ticket}${since === undefined ? '' : `&since=${since}`}`
  const visit = rawSocket(
    world,
    `${body.socket_path}${query}`,
    person.cookie ? { cookie: person.cookie } : {},
  )
  await until(() => visit.hello(), 'hello')
  return visit
}
