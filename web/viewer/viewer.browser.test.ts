import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { id } from '../mock/mock-world.ts'
import { startMock } from '../mock/serve.ts'
import { axeFaults, type Place, walkPages } from '../mock/walk-pages.ts'
import { buildViewer, launch, openViewer, skip, type Wish } from './browser-stage.ts'
import { paths } from './paths.ts'

const room = id('room', 1)
const item = id('itm', 1)
const LINES = [{ sku_id: id('sku', 11), quantity: 1, room_id: null }]

/** Every page and every sheet that an address can open. */
const PLACES: Place[] = [
  [paths.home(), /秋日好物专场/],
  [paths.following(), /器材铺深夜档/],
  [paths.room(room), /橘子汽水/],
  [paths.room(room, { sheet: 'cart' }), /云步 透气跑鞋/],
  [paths.room(room, { buy: item }), /拾光 双反胶片相机/],
  [paths.room(id('room', 3)), /直播已结束|The live is over/],
  [paths.room(id('room', 4)), /主播暂时离开|The host is away/],
  [paths.room('room_none'), /页面走丢了|not here/],
  [paths.product(id('prd', 1)), /拾光 双反胶片相机/],
  [paths.product(id('prd', 3), { buy: '1' }), /蝴蝶兰盆栽/],
  [paths.product(id('prd', 7)), /拍立得相机/],
  [paths.shop(id('shp', 1)), /青岚生活馆/],
  [paths.person(id('acc', 2)), /杏子好物研究所/],
  [paths.search(), /云步 透气跑鞋/],
  [paths.search('没有这个'), /没有找到|Nothing found/],
  [paths.basket(), /光影器材旗舰店/],
  [paths.checkout(), /云步 透气跑鞋/],
  [paths.payment(id('pay', 5)), /支付已关闭|Payment closed/],
  [paths.cashier(id('pay', 1)), /微信支付|WeChat Pay/],
  [paths.orders(), /待付款|To pay/],
  [paths.order(id('ord', 1)), /等待付款|Waiting for your payment/],
  [paths.order(id('ord', 3)), /等待收货|On its way/],
  [paths.order(id('ord', 5)), /订单已取消|Cancelled/],
  [paths.askAftersale(id('ord', 3), id('lin', 3)), /仅退款|Refund only/],
  [paths.aftersales(), /等待商家处理|Waiting for the seller/],
  [paths.aftersale(id('afs', 2)), /商家拒绝了申请|The seller refused/],
  [paths.aftersale(id('afs', 3)), /请寄回商品|send it back/],
  [paths.me(), /林小满/],
  [paths.profile(), /昵称|Nickname/],
  [paths.addresses(), /衡山路/],
  [paths.followed(), /阿泽器材铺/],
  [paths.coupons(), /满 ¥200|from ¥200/],
  [paths.signIn(), /演示账号|Demo people/],
  ['/nowhere', /页面走丢了|not here/],
]

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

const open = (wish: Wish = {}) => openViewer(browser, mock.url, { lines: LINES, ...wish })

test('every page and sheet in zh-CN, by its link: there, quiet, axe-clean, not too wide', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ language: 'zh-CN' })
  assert.deepEqual(await walkPages(page, { base: mock.url, places: PLACES, problems }), [])
  await close()
})

test('every page and sheet in en, one after the other: there, quiet, and fits 320 px too', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ language: 'en' })
  const narrow = [{ width: 320, height: 700 }]
  const walk = {
    base: mock.url,
    places: PLACES,
    problems,
    in_app: true,
    with_axe: false,
    narrow,
  }
  assert.deepEqual(await walkPages(page, walk), [])
  await close()
})

test('a stranger signs in where they were and buys at the flash price; a lost answer is asked again with one key', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ signed_in: false })
  const keys: string[] = []
  await page.route('**/v1/checkouts', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    // The first answer is lost on its way.
    if (keys.length === 1) await route.abort('connectionreset')
    else await route.continue()
  })
  await page.goto(mock.url + paths.room(room))
  await page
    .getByRole('button', { name: /讲解中/ })
    .first()
    .click()
  await page.getByRole('button', { name: '登录后购买' }).click()
  await page.getByRole('button', { name: /林小满/ }).click()
  await page.getByRole('button', { name: '马上抢', exact: true }).click()
  await page.getByText('支付成功').waitFor()
  assert.equal(keys.length, 2)
  assert.equal(keys[0], keys[1])
  assert.match(new URL(page.url()).pathname, /^\/pay\/pay_/)
  assert.deepEqual(
    problems.filter((problem) => !problem.includes('ERR_CONNECTION_RESET')),
    [],
  )
  await close()
})

test('a refusal is said where one stands; Esc closes the sheet and gives the focus back', {
  skip,
}, async () => {
  const { page, close } = await open()
  await page.goto(mock.url + paths.room(room))
  const cart = page.getByRole('button', { name: /商品，共/ })
  await cart.click()
  await page.getByRole('button', { name: /去抢购 云步/ }).click()
  await page.getByRole('radio', { name: '40' }).check()
  await page.getByLabel('给商家的话').fill('refuse out_of_stock')
  await page.getByRole('button', { name: '立即支付' }).click()
  await page.getByRole('alert').getByText('库存不足').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  assert.equal(await cart.evaluate((element) => element === document.activeElement), true)
  await close()
})

test('an external item is called one, and leaving is asked about by the host’s name', {
  skip,
}, async () => {
  const { page, close } = await open()
  await page.goto(mock.url + paths.room(room, { sheet: 'cart' }))
  await page.getByText('站外商品 · 去淘宝联盟购买').waitFor()
  await page.getByRole('button', { name: /去购买 拍立得/ }).click()
  await page.getByText(/主播 杏子好物研究所 推荐/).waitFor()
  await page.waitForTimeout(300)
  assert.deepEqual(await axeFaults(page, 'sheet'), [])
  await close()
})
