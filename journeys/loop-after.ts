import type { Window } from './browser.ts'
import { until } from './http-person.ts'
import type { Shop } from './loop-shop.ts'
import { expect, type Stage, yuan } from './loop-stage.ts'

const HOUR = 3_600
const DAY = 24 * HOUR

/** The shop ships, the carrier carries, the buyer signs and confirms. */
export async function shipAndReceive(
  stage: Stage,
  shop: Shop,
  order_ids: string[],
  viewer: Window,
): Promise<void> {
  const { people, say, picture, server } = stage
  for (const order_id of order_ids) {
    const parcel = await people.merchant.do(
      'POST',
      `/v1/shops/${shop.id}/orders/${order_id}/parcels`,
      { carrier: 'sandbox' },
    )
    say(`merchant   shipped ${order_id.slice(0, 12)}…: ${parcel.tracking_number}`)
  }
  for (let step = 0; step < 6; step++) {
    await stage.pass('the carrier carries', 12 * HOUR)
    await new Promise((done) => setTimeout(done, 1_500))
    const states = await Promise.all(
      order_ids.map(
        async (id) => (await people.viewer.do('GET', `/v1/orders/${id}`)).parcels[0]?.state,
      ),
    )
    if (states.every((state) => state === 'signed')) break
  }
  for (const order_id of order_ids) {
    await until(
      'the parcel is signed for',
      () => people.viewer.do('GET', `/v1/orders/${order_id}`),
      (one) => one.parcels[0]?.state === 'signed',
    )
    await viewer.page.goto(`${server.url}/orders/${order_id}`)
    await viewer.page.getByText('确认收货').first().waitFor()
    if (order_id === order_ids[0]) await picture(viewer.page, 'order-signed')
    await people.viewer.do('POST', `/v1/orders/${order_id}/receipt`)
  }
  say('carrier    every parcel signed for; the viewer confirmed receipt')
}

/** One line goes back: asked for in the browser, agreed, shipped back, received, refunded. */
export async function returnOneLine(
  stage: Stage,
  shop: Shop,
  order: { order_id: string; lines: any[] },
  viewer: Window,
): Promise<number> {
  const { people, say, picture, server } = stage
  const line = order.lines.find((one) => one.paid_amount === 5_990)
  await viewer.page.goto(`${server.url}/orders/${order.order_id}/aftersale/${line.id}`)
  await viewer.page.waitForTimeout(800)
  await picture(viewer.page, 'ask-for-return')
  const asked = await people.viewer.do('POST', '/v1/aftersales', {
    order_line_id: line.id,
    kind: 'return_refund',
    quantity: 1,
    reason: 'changed_mind',
    words: '阳台放不下了',
  })
  const agreed = await people.merchant.do(
    'POST',
    `/v1/shops/${shop.id}/aftersales/${asked.id}/approval`,
    { version: asked.version },
  )
  expect(agreed.state === 'await_buyer_ship', `the goods come back first, not ${agreed.state}`)
  await people.viewer.do('POST', `/v1/aftersales/${asked.id}/return-parcel`, { carrier: 'sandbox' })
  for (let step = 0; step < 4; step++) {
    await stage.pass('the parcel goes back', 12 * HOUR)
    await new Promise((done) => setTimeout(done, 1_200))
  }
  const back = await people.merchant.do('GET', `/v1/shops/${shop.id}/aftersales/${asked.id}`)
  if (back.state === 'await_seller_receive')
    await people.merchant.do('POST', `/v1/shops/${shop.id}/aftersales/${asked.id}/receipt`, {
      version: back.version,
    })
  await stage.pass('the refund goes out', 60)
  const done = await until(
    'the money is back',
    () => people.viewer.do('GET', `/v1/aftersales/${asked.id}`),
    (one) => one.state === 'succeeded',
  )
  await viewer.page.goto(`${server.url}/aftersales/${asked.id}`)
  await viewer.page.waitForTimeout(800)
  await picture(viewer.page, 'return-refunded')
  say(`viewer     returned one line; ${yuan(done.amount)} went back the way it came`)
  return done.amount
}

/** The window passes, lines settle, merchant and creator are paid out. */
export async function settleAndPayOut(
  stage: Stage,
  shop: Shop,
): Promise<{ merchant: number; creator: number; platform: number; gmv: number; orders: number }> {
  const { people, say, picture, server, browser } = stage
  await stage.pass('the return window closes', 16 * DAY)
  const lines = (
    await until(
      'every line is settled or void',
      () => people.merchant.do('GET', `/v1/shops/${shop.id}/settlement-lines?limit=100`),
      (page) =>
        page.data.length > 0 &&
        page.data.every((line: any) => ['settled', 'void'].includes(line.state)),
    )
  ).data
  for (const line of lines)
    say(
      `settled    ${line.title}: paid ${yuan(line.paid_amount)}, back ${yuan(line.refunded_amount)}, fee ${yuan(line.fee)}, commission ${yuan(line.commission)}, net ${yuan(line.merchant_net)} (${line.state})`,
    )
  const merchant = await people.merchant.do('GET', `/v1/shops/${shop.id}/balance`)
  const creator = await people.host.do('GET', '/v1/me/balance')
  const figures = await people.admin.do('GET', '/v1/platform-figures')
  const { openWindow } = await import('./browser.ts')
  const desk = await openWindow(browser, {
    url: server.url,
    cookie: people.merchant.cookie,
    kind: 'desk',
  })
  stage.windows.push(desk)
  await desk.page.goto(`${server.url}/studio/shops/${shop.id}/settlement`)
  await desk.page.waitForTimeout(1_500)
  await picture(desk.page, 'merchant-settlement')
  const ops = await openWindow(browser, {
    url: server.url,
    cookie: people.admin.cookie,
    kind: 'desk',
  })
  stage.windows.push(ops)
  for (const [path, name] of [
    ['', 'ops-overview'],
    ['link-policy', 'ops-link-policy'],
    ['money', 'ops-money'],
    ['health', 'ops-health'],
  ]) {
    await ops.page.goto(`${server.url}/ops/${path}`)
    await ops.page.getByRole('heading', { level: 1 }).waitFor()
    await ops.page.waitForTimeout(1_200)
    await picture(ops.page, name as string)
  }
  await people.merchant.do('PUT', `/v1/shops/${shop.id}/payout-account`, {
    holder: '青植园艺有限公司',
    bank: '招商银行',
    account_number: '6222021234567890',
  })
  await people.host.do('PUT', '/v1/me/payout-account', {
    holder: '花间阿青',
    bank: '招商银行',
    account_number: '6222029876543210',
  })
  const asked = [
    await people.merchant.do('POST', `/v1/shops/${shop.id}/payouts`, {
      amount: merchant.available,
      currency: 'CNY',
    }),
    await people.host.do('POST', '/v1/me/payouts', { amount: creator.available, currency: 'CNY' }),
  ]
  if (asked.some((one) => one.state === 'requested')) {
    const run = await people.finance.do('POST', '/v1/payout-runs', { currency: 'CNY' })
    await people.admin.do('POST', `/v1/payout-runs/${run.id}/release`)
    say(`released   a run of ${run.payouts_count}, prepared by finance and released by the admin`)
  }
  await stage.pass('the payouts go out', 60)
  await until(
    'the payouts arrive',
    async () => [
      (await people.merchant.do('GET', `/v1/shops/${shop.id}/payouts`)).data[0],
      (await people.host.do('GET', '/v1/me/payouts')).data[0],
    ],
    (both) => both.every((one) => one?.state === 'succeeded'),
  )
  say(
    `paid out   merchant ${yuan(asked[0].amount)}, creator ${yuan(asked[1].amount)}; the platform keeps ${yuan(figures.fees)}`,
  )
  return {
    merchant: asked[0].amount,
    creator: asked[1].amount,
    platform: figures.fees,
    gmv: figures.gmv,
    orders: figures.orders,
  }
}
