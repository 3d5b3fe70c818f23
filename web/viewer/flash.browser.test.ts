import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Browser, Page, Route } from 'playwright-core'
import { flash } from '../mock/mock-rooms.ts'
import { from, id } from '../mock/mock-world.ts'
import { startMock } from '../mock/serve.ts'
import { axeFaults } from '../mock/walk-pages.ts'
import { buildViewer, launch, openViewer, skip, type Wish } from './browser-stage.ts'
import { paths } from './paths.ts'

const room = id('room', 1)
const item = id('itm', 1)
const sheet = paths.room(room, { buy: item })
const HOUR = 3_600_000
const as_it_was = { ...flash }

let browser: Browser
let mock: Awaited<ReturnType<typeof startMock>>
before(async () => {
  if (skip) return
  await buildViewer()
  mock = await startMock()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await mock?.close()
})
beforeEach(() => {
  Object.assign(flash, as_it_was, { opens_at: from(-60), closes_at: from(433) })
})

/** The offer opens so far from now; whoever looks at it already is told. */
function opensIn(seconds: number): number {
  Object.assign(flash, {
    state: 'scheduled',
    taken: 0,
    opens_at: from(seconds),
    closes_at: from(seconds + 60),
  })
  mock.happen({ e: 'flash', offer: { ...flash } })
  return Date.parse(flash.opens_at)
}
const open = (wish?: Wish) => openViewer(browser, mock.url, wish)
const grab = (page: Page, name: string | RegExp = '马上抢') =>
  page.getByRole('dialog').getByRole('button', { name, exact: true })

/** Answers the tries of a page in turn, from the last one on always the same; keeps their keys and bodies. */
async function answerCheckouts(page: Page, answers: ((route: Route) => Promise<void>)[]) {
  const sent: { key: string; body: string; at: number }[] = []
  await page.route('**/v1/checkouts', async (route) => {
    sent.push({
      key: route.request().headers()['idempotency-key'] ?? '',
      body: route.request().postData() ?? '',
      at: Date.now(),
    })
    await answers[Math.min(sent.length, answers.length) - 1]?.(route)
  })
  return sent
}
/** When a page first draws a frame after `at`: a busy machine may stand still for longer than what is measured here. */
async function soonestFrame(page: Page, at: number): Promise<number> {
  const drawn = await page.waitForFunction(
    (at) => {
      const now = performance.timeOrigin + performance.now()
      return now >= at && now
    },
    at,
    { polling: 'raf', timeout: 15_000 },
  )
  return Number(await drawn.jsonValue())
}

const refuse =
  (status: number, code: string, details: object = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code, title: code, status, details }),
    })
const queue = (ahead: number, retry_after_ms = 200) =>
  refuse(503, 'queue_full', { ahead, retry_after_ms })
const lose = (route: Route) => route.abort('connectionreset')
const go = (route: Route) => route.continue()
const never = () => new Promise<void>(() => {})

async function restingFaults(page: Page): Promise<string[]> {
  await page.waitForTimeout(250)
  return axeFaults(page, 'here')
}

for (const clock_off_ms of [3 * HOUR, -3 * HOUR])
  test(`counts down and opens by the platform’s clock on a phone that is ${clock_off_ms / HOUR} h off`, {
    skip,
  }, async () => {
    opensIn(120)
    const { page, problems, close } = await open({ clock_off_ms })
    const sent = await answerCheckouts(page, [go])
    await page.goto(mock.url + sheet)
    await grab(page, /^即将开始 0[12]:\d\d$/).waitFor()
    assert.deepEqual(await restingFaults(page), [])
    const opens = opensIn(4)
    const soon = grab(page, /^即将开始 00:0[1-4]$/)
    await soon.waitFor()
    // Taps before the opening go nowhere.
    await soon.click({ force: true })
    await soon.click({ force: true })
    // Asked of the page itself, by the one clock of it that is right.
    const opened = await page.waitForFunction(
      (opens) => {
        const at = performance.timeOrigin + performance.now()
        const seen = window as { soonest?: number }
        if (at >= opens) seen.soonest ??= at
        return (
          document.querySelector('.buy-go')?.textContent === '马上抢' && [at, seen.soonest ?? opens]
        )
      },
      opens,
      { polling: 'raf', timeout: 15_000 },
    )
    const [at, soonest] = (await opened.jsonValue()) as [number, number]
    assert.ok(at > opens - 250, `opened ${opens - at} ms before the platform did`)
    assert.ok(at - soonest < 600, `opened ${at - soonest} ms after any page here could`)
    assert.equal(sent.length, 0)
    await grab(page).click()
    await page.getByText('支付成功').waitFor()
    assert.equal(sent.length, 1)
    assert.deepEqual(problems, [])
    await close()
  })

test('who holds the button through the opening is in at the opening; who let go is not', {
  skip,
}, async () => {
  for (const holds of [true, false]) {
    opensIn(120)
    const { page, close } = await open({ width: 1_440, height: 900 })
    const sent = await answerCheckouts(page, [never])
    await page.goto(mock.url + sheet)
    await grab(page, /^即将开始/).hover()
    const opens = opensIn(2)
    await page.mouse.down()
    if (!holds) await page.mouse.up()
    const soonest = await soonestFrame(page, opens)
    await page.waitForTimeout(900)
    assert.equal(sent.length, holds ? 1 : 0)
    if (sent[0]) {
      assert.ok(sent[0].at >= opens, `sent ${opens - sent[0].at} ms before the opening`)
      const late = sent[0].at - soonest
      assert.ok(late < 900, `sent ${late} ms after any page here could`)
      await page.mouse.up()
      await page.waitForTimeout(300)
      assert.equal(sent.length, 1)
    }
    await close()
  }
})

test('in the queue with a place in it, then in: one key, nothing moves under the thumb', {
  skip,
}, async () => {
  const { page, close } = await open()
  const gate = Promise.withResolvers<void>()
  const sent = await answerCheckouts(page, [
    queue(1_280, 900),
    async (route) => {
      await gate.promise
      await queue(64, 2_000)(route)
    },
    go,
  ])
  await page.goto(mock.url + sheet)
  await grab(page).waitFor()
  const places = () =>
    page.evaluate(() =>
      ['.buy-go', '.buy-total', '.ui-sheet-foot', '.address-row', '.buy-head', '.amounts'].map(
        (one) => JSON.stringify(document.querySelector(one)?.getBoundingClientRect()),
      ),
    )
  const before = await places()
  await grab(page).click()
  await page.getByRole('status').getByText('前面还有 1280 人').waitFor()
  await page.getByText(/已等 \d+ 秒/).waitFor()
  assert.deepEqual(await places(), before)
  assert.deepEqual(await restingFaults(page), [])
  // Closing the sheet gives nothing up: the card and a line over the room say how it stands.
  await page.keyboard.press('Escape')
  await page.getByText('前面 1280 人').waitFor()
  assert.deepEqual(await restingFaults(page), [])
  gate.resolve()
  await page.getByText('前面 64 人').waitFor()
  await page.getByRole('button', { name: '去付款' }).first().waitFor()
  await page.getByRole('button', { name: '去付款', exact: true }).click()
  await page.getByText('支付成功').waitFor()
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  assert.equal(new Set(sent.map(({ body }) => body)).size, 1)
  assert.ok((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0) >= 900)
  await close()
})

test('without a word from the platform it says that it waits, and no number', {
  skip,
}, async () => {
  const { page, close } = await open({ language: 'en' })
  await answerCheckouts(page, [never])
  await page.goto(mock.url + sheet)
  await grab(page, 'Grab it').click()
  await page.getByText('Queued, waiting for an answer').waitFor()
  assert.equal(await page.getByText(/ahead of you/).count(), 0)
  assert.deepEqual(await restingFaults(page), [])
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('alert').getByText('You may have ordered').waitFor()
  await page.getByRole('link', { name: 'My orders' }).waitFor()
  assert.deepEqual(await restingFaults(page), [])
  await close()
})

test('lost answers and a busy platform are asked again with the same key and body', {
  skip,
}, async () => {
  const { page, close } = await open()
  const sent = await answerCheckouts(page, [
    lose,
    refuse(503, 'busy'),
    refuse(502, 'internal'),
    refuse(409, 'changed_meanwhile'),
    go,
  ])
  await page.goto(mock.url + sheet)
  await grab(page).click()
  await page.getByText('支付成功').waitFor({ timeout: 15_000 })
  assert.equal(sent.length, 5)
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  assert.equal(new Set(sent.map(({ body }) => body)).size, 1)
  await close()
})

test('a reload while queued goes on under the same key; after the order is made nothing is sent again', {
  skip,
}, async () => {
  const { page, close } = await open()
  const sent = await answerCheckouts(page, [queue(9, 600), never, go])
  await page.goto(mock.url + sheet)
  await grab(page).click()
  await page.getByText('前面还有 9 人').waitFor()
  while (sent.length < 2) await page.waitForTimeout(50)
  await page.goto(mock.url + paths.search())
  await page
    .getByText('支付成功')
    .or(page.getByRole('button', { name: '去付款' }))
    .waitFor()
  assert.equal(sent.length, 3)
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  assert.equal(new Set(sent.map(({ body }) => body)).size, 1)
  await page.reload()
  await page.getByRole('button', { name: '去付款' }).click()
  await page.getByText('支付成功').waitFor()
  assert.equal(sent.length, 3)
  await close()
})

test('left while nobody knows: said plainly, there after a reload, resolved by the same key', {
  skip,
}, async () => {
  const { page, close } = await open()
  const answers: ((route: Route) => Promise<void>)[] = [lose, never]
  const sent = await answerCheckouts(page, answers)
  await page.goto(mock.url + sheet)
  await grab(page).click()
  await page.getByRole('button', { name: '不等了' }).click()
  await page.getByRole('alert').getByText('可能已下单').waitFor()
  const before = sent.length
  await page.reload()
  await page.getByRole('alert').getByText('可能已下单').waitFor()
  await page.waitForTimeout(500)
  assert.equal(sent.length, before)
  answers.splice(0, answers.length, go)
  await grab(page, '继续').click()
  await page.getByText('支付成功').waitFor()
  assert.equal(sent.length, before + 1)
  assert.equal(new Set(sent.map(({ key }) => key)).size, 1)
  await close()
})

test('sold out, then units come back: the button opens again under a new key', {
  skip,
}, async () => {
  const { page, close } = await open()
  const sent = await answerCheckouts(page, [refuse(409, 'flash_sold_out'), go])
  await page.goto(mock.url + sheet)
  // A price that went up is not paid by the thumb that was there for the old one.
  const calm = page.locator('.buy-go:disabled', { hasText: '抢光了' }).waitFor()
  await grab(page).click()
  await page
    .getByRole('alert')
    .getByText(/秒杀已抢光/)
    .waitFor()
  await calm
  await grab(page, '按原价购买').waitFor()
  assert.deepEqual(await restingFaults(page), [])
  const told = (taken: number) => mock.happen({ e: 'flash', offer: { ...flash, taken } })
  told(100)
  await grab(page).waitFor({ state: 'detached' })
  told(98)
  await grab(page).waitFor()
  await page.getByText('回补了').first().waitFor()
  assert.deepEqual(await restingFaults(page), [])
  await grab(page).click()
  await page.getByText('支付成功').waitFor()
  assert.deepEqual([sent.length, sent[0]?.key === sent[1]?.key], [2, false])
  await close()
})

test('the limit, the rate and the end are each said as what they are', { skip }, async () => {
  const { page, close } = await open()
  const sent = await answerCheckouts(page, [
    refuse(429, 'too_many_requests', { retry_after_ms: 1_500 }),
    refuse(409, 'flash_limit', { limit_per_buyer: 2, taken: 2 }),
  ])
  await page.goto(mock.url + sheet)
  await grab(page).click()
  await grab(page, /^\d 秒后再试$/).waitFor()
  assert.equal(sent.length, 1)
  await grab(page).click()
  await page.getByRole('alert').getByText('每人限购 2 件，你已下单 2 件').waitFor()
  assert.equal(await grab(page, '已达限购数量').isDisabled(), true)
  assert.equal(sent[0]?.key, sent[1]?.key)
  assert.deepEqual(await restingFaults(page), [])
  await page.keyboard.press('Escape')
  await page.getByText('已限购').waitFor()
  mock.happen({ e: 'flash', offer: { ...flash, state: 'closed' } })
  await page.getByText('已限购').waitFor({ state: 'detached' })
  await close()
})

test('the product’s own page, reached from the room, shows the room’s offer', {
  skip,
}, async () => {
  opensIn(120)
  const { page, close } = await open({ language: 'en', clock_off_ms: 3 * HOUR })
  await page.goto(mock.url + sheet)
  await page.getByRole('dialog').getByRole('link', { name: /拾光/ }).click()
  await page.getByRole('button', { name: 'Opens soon' }).waitFor()
  assert.deepEqual(await restingFaults(page), [])
  opensIn(2)
  await page.getByRole('button', { name: 'Grab it' }).waitFor({ timeout: 12_000 })
  await page.getByText('1% taken').or(page.getByText('0% taken')).first().waitFor()
  await close()
})
