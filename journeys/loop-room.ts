import { openWindow, type Window } from './browser.ts'
import { until } from './http-person.ts'
import type { Shop } from './loop-shop.ts'
import { expect, type Stage } from './loop-stage.ts'
import { type Publisher, pushVideo } from './push-video.ts'

export type Room = { id: string; publisher: Publisher; desk: Window }

/** A host fills a cart, pushes a real film by RTMP and goes on air. A wrong key is refused first. */
export async function goOnAir(stage: Stage, shop: Shop): Promise<Room> {
  const { people, say, server, browser, picture } = stage
  const { host } = people
  const room = (await host.do('POST', '/v1/rooms', { title: '阳台花园专场' })).room
  for (const product_id of [...[...shop.goods.values()].map((one) => one.id), shop.external_id])
    await host.do('POST', `/v1/rooms/${room.id}/items`, { product_id })
  const key = await host.do('POST', `/v1/rooms/${room.id}/push-key`)
  const { publishRtmp } = await import('../server/platform/media/rtmp-client.ts')
  const refused = await publishRtmp(key.server, `${key.stream_key.slice(0, -4)}AAAA`).then(
    () => false,
    () => true,
  )
  expect(refused, 'a wrong push key is refused')
  const publisher = pushVideo(key)
  await host.do('POST', `/v1/rooms/${room.id}/start`)
  const desk = await until(
    'the picture arrives',
    () => host.do('GET', `/v1/rooms/${room.id}/desk`),
    (one) => one.room.stream === 'on_air' && (one.health?.gop_ms ?? 0) > 0,
  )
  say(
    `host       on air with ${publisher.film} pushed by ${publisher.with}: ${desk.health.width}×${desk.health.height}, ${Math.round(desk.health.fps)} fps, key frame every ${Math.round(desk.health.gop_ms)} ms; a wrong key was refused`,
  )
  const orchid = shop.goods.get('moth-orchid')
  const item = (await host.do('GET', `/v1/rooms/${room.id}`)).items.find(
    (one: { product: { id: string } }) => one.product.id === orchid?.id,
  )
  await host.do('PUT', `/v1/rooms/${room.id}/explaining`, { item_id: item.id })
  const window = await openWindow(browser, { url: server.url, cookie: host.cookie, kind: 'desk' })
  stage.windows.push(window)
  await window.page.goto(`${server.url}/studio/live/${room.id}`)
  await window.page.getByText('蝴蝶兰').first().waitFor()
  await window.page.waitForTimeout(2_500)
  await picture(window.page, 'control-desk')
  return { id: room.id, publisher, desk: window }
}

/** “3, 2, 1, link!”: one piece at a flash price. */
export async function openFlash(
  stage: Stage,
  room: Room,
  shop: Shop,
): Promise<{ sku_id: string; price: number; id: string }> {
  const bonsai = shop.goods.get('bonsai')
  const sku_id = bonsai?.skus[0]?.id as string
  const offer = await stage.people.host.do('POST', `/v1/rooms/${room.id}/flash-offers`, {
    sku_id,
    price: 9_900,
    quota: 1,
    limit_per_buyer: 1,
    countdown_s: 3,
    duration_s: 600,
  })
  await until(
    'the flash offer opens',
    () => stage.people.host.do('GET', `/v1/rooms/${room.id}`),
    (one) => one.items.some((item: any) => item.flash?.state === 'open'),
  )
  stage.say('host       3, 2, 1, link! one bonsai for ¥99.00 instead of ¥258.00')
  return { sku_id, price: offer.price, id: offer.id }
}

/** A rule that starts while the room is on air takes the external item out of the running cart within a second. */
export async function cutTheLink(
  stage: Stage,
  room: Room,
  shop: Shop,
  viewer: Window,
): Promise<number> {
  const { people, say, picture } = stage
  await viewer.page.goto(`${stage.server.url}/room/${room.id}?sheet=cart`)
  const row = viewer.page.getByRole('article').filter({ hasText: '轻量缓震跑鞋' })
  await row.first().waitFor()
  const { now } = await people.admin.do('GET', '/v1/time')
  const at = new Date(new Date(now).getTime() + 4_000)
  const offset = new Date(now).getTime() - Date.now()
  await people.admin.do('POST', '/v1/link-policy/rules', {
    source: 'jd_alliance',
    sub_source: null,
    category: null,
    placement: 'live_cart',
    effect: 'block',
    effective_from: at.toISOString(),
    reason: '合作协议到期',
  })
  await until(
    'the external item leaves the running cart',
    async () => row.count(),
    (count) => count === 0,
    { every_ms: 20, limit_ms: 15_000 },
  )
  const late = Math.round(Date.now() + offset - at.getTime())
  expect(late <= 1_000, `the item left within a second of the rule's start, not after ${late} ms`)
  expect(late >= -50, `the item stayed until the rule started (it left ${-late} ms early)`)
  const shown = await people.viewer.do('GET', `/v1/rooms/${room.id}`)
  expect(
    !shown.items.some(
      (item: any) => item.product.id === shop.external_id && item.state === 'listed',
    ),
    'the room no longer lists it',
  )
  await picture(viewer.page, 'cart-after-the-rule')
  say(
    `operator   announced a rule against JD in live carts; the item left the viewer's open cart ${late} ms after its start`,
  )
  return late
}
