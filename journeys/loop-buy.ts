import type { Page } from 'playwright-core'
import { openWindow, type Window } from './browser.ts'
import { until } from './http-person.ts'
import type { Room } from './loop-room.ts'
import type { Shop } from './loop-shop.ts'
import { expect, type Stage, yuan } from './loop-stage.ts'

/** Watches until pictures really move: time goes on, and frames have a size. */
export async function watch(stage: Stage, room: Room): Promise<Window> {
  const { browser, server, people, picture, say } = stage
  const viewer = await openWindow(browser, {
    url: server.url,
    cookie: people.viewer.cookie,
    kind: 'phone',
  })
  stage.windows.push(viewer)
  await viewer.page.goto(`${server.url}/`)
  await viewer.page.getByText('阳台花园专场').first().waitFor()
  await picture(viewer.page, 'feed')
  await viewer.page.goto(`${server.url}/room/${room.id}`)
  const moving = await playing(viewer.page)
  await picture(viewer.page, 'room')
  say(
    `viewer     sees moving pictures in Chromium: ${moving.width}×${moving.height}, ${moving.from.toFixed(1)} s → ${moving.to.toFixed(1)} s`,
  )
  const words = '这盆好养吗？'
  await viewer.page.getByRole('textbox').first().fill(words)
  await viewer.page.getByRole('textbox').first().press('Enter')
  await until(
    'the words stand in the room',
    async () => (await people.host.do('GET', `/v1/rooms/${room.id}`)).chat,
    (chat) => chat.some((one: { words: string }) => one.words === words),
  )
  say(`viewer     asked in the chat: ${words}`)
  return viewer
}

async function playing(
  page: Page,
): Promise<{ from: number; to: number; width: number; height: number }> {
  const look = () =>
    page.evaluate(() => {
      const { document } = globalThis as any
      const video = [...document.querySelectorAll('video')].find((one) => one.videoWidth > 0)
      return video
        ? { time: video.currentTime, width: video.videoWidth, height: video.videoHeight }
        : null
    })
  const first = await until('a picture', look, (seen) => seen !== null && seen.time > 0)
  const last = await until(
    'moving pictures',
    look,
    (seen) => seen !== null && seen.time > (first?.time ?? 0) + 1.5,
  )
  return {
    from: first?.time ?? 0,
    to: last?.time ?? 0,
    width: last?.width ?? 0,
    height: last?.height ?? 0,
  }
}

/** Takes the one flash piece from the room's cart, by thumb; returns its order. */
export async function grabFlash(
  stage: Stage,
  room: Room,
  viewer: Window,
): Promise<{ order_id: string; amount: number }> {
  const { server, picture, people, say } = stage
  await viewer.page.goto(`${server.url}/room/${room.id}?sheet=cart`)
  const row = viewer.page.getByRole('article').filter({ hasText: '小叶赤楠盆景' })
  await row.getByRole('button', { name: /马上抢/ }).waitFor()
  await picture(viewer.page, 'cart-with-flash')
  await row.getByRole('button', { name: /马上抢/ }).click()
  const go = viewer.page.getByRole('button', { name: /^马上抢$/ })
  await go.waitFor()
  await picture(viewer.page, 'checkout-flash')
  await go.click()
  await payAtCashier(viewer.page, stage, 'cashier')
  const [order] = (await people.viewer.do('GET', '/v1/orders?limit=1')).data
  await until(
    'the order is paid',
    () => people.viewer.do('GET', `/v1/orders/${order.id}`),
    (one) => one.state === 'to_ship',
  )
  expect(order.paid_amount === 9_900, `the flash price was charged, not ${order.paid_amount}`)
  say(`viewer     took the flash piece and paid ${yuan(order.paid_amount)} at the cashier`)
  return { order_id: order.id, amount: order.paid_amount }
}

/** A second viewer comes too late: the room shows it, and a forced request is refused. */
export async function comeTooLate(
  stage: Stage,
  room: Room,
  offer: { id: string; sku_id: string },
): Promise<void> {
  const { server, browser, people, picture, say } = stage
  const second = await openWindow(browser, {
    url: server.url,
    cookie: people.second.cookie,
    kind: 'phone',
    language: 'en',
  })
  stage.windows.push(second)
  await second.page.goto(`${server.url}/room/${room.id}?sheet=cart`)
  const row = second.page.getByRole('article').filter({ hasText: '小叶赤楠盆景' })
  await row.first().waitFor()
  await until(
    'the second viewer sees that it is gone',
    () =>
      row
        .getByRole('button', { name: /小叶赤楠盆景/ })
        .last()
        .isDisabled(),
    (disabled) => disabled,
  )
  await picture(second.page, 'second-viewer-sold-out')
  const [address] = (await people.second.do('GET', '/v1/me/addresses')).data
  const forced = await people.second.send('POST', '/v1/checkouts', {
    lines: [{ sku_id: offer.sku_id, quantity: 1, room_id: room.id, flash_offer_id: offer.id }],
    address_id: address.id,
  })
  expect(
    forced.status === 409 && ['flash_sold_out', 'out_of_stock'].includes(forced.body.code),
    `the platform says sold out, not ${forced.status} ${JSON.stringify(forced.body)}`,
  )
  say(`second     found it sold out; a forced request was refused with ${forced.body.code}`)
  await second.context.close()
}

/** Two lines from the room into the basket, one checkout, one payment. */
export async function buyTwoLines(
  stage: Stage,
  room: Room,
  shop: Shop,
  viewer: Window,
): Promise<{ order_id: string; amount: number; lines: any[] }> {
  const { server, picture, people, say } = stage
  const { items } = await people.viewer.do('GET', `/v1/rooms/${room.id}`)
  for (const handle of ['moth-orchid', 'aloe']) {
    const product = shop.goods.get(handle)
    const item = items.find((one: any) => one.product.id === product?.id)
    await viewer.page.goto(`${server.url}/room/${room.id}?buy=${item.id}`)
    const basket = viewer.page.getByRole('button', { name: '加入购物车' })
    await basket.waitFor()
    const option = product?.skus[0]?.option_values[0]
    if (option) await viewer.page.locator('label').filter({ hasText: option }).first().click()
    await basket.click()
    await until(
      `${handle} lies in the basket`,
      () => people.viewer.do('GET', '/v1/basket'),
      (one) =>
        one.shops.some((group: any) =>
          group.lines.some((line: any) => line.product_id === product?.id),
        ),
    )
  }
  await viewer.page.goto(`${server.url}/basket`)
  await viewer.page.getByRole('button', { name: /去结算/ }).waitFor()
  await picture(viewer.page, 'basket')
  await viewer.page.getByRole('button', { name: /去结算/ }).click()
  await viewer.page.getByRole('button', { name: '立即支付' }).waitFor()
  await picture(viewer.page, 'checkout')
  await viewer.page.getByRole('button', { name: '立即支付' }).click()
  await payAtCashier(viewer.page, stage, 'cashier-basket')
  await picture(viewer.page, 'paid')
  const [order] = (await people.viewer.do('GET', '/v1/orders?limit=1')).data
  const paid = await until(
    'the order is paid',
    () => people.viewer.do('GET', `/v1/orders/${order.id}`),
    (one) => one.state === 'to_ship',
  )
  expect(
    paid.lines.length === 2 && paid.paid_amount === 15_980,
    `two lines for ¥159.80, not ${paid.lines.length} for ${paid.paid_amount}`,
  )
  say(`viewer     bought two lines out of the basket and paid ${yuan(paid.paid_amount)}`)
  return { order_id: order.id, amount: paid.paid_amount, lines: paid.lines }
}

async function payAtCashier(page: Page, { picture }: Stage, name: string): Promise<void> {
  const pay = page.locator('button.pay')
  await pay.waitFor({ timeout: 30_000 })
  await picture(page, name)
  await pay.click()
  await page.getByText('支付成功').first().waitFor({ timeout: 30_000 })
}
