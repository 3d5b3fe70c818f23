import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../../tools/build-web.ts'
import { id } from '../mock/mock-world.ts'
import { startStudioMock } from '../mock/studio-serve.ts'
import { axeFaults, overflow, type Place, walkPages } from '../mock/walk-pages.ts'
import { pathOf, paths } from './paths.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : 'there is no Chromium on this machine'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

const shop = id('shp', 1)
const room = id('room', 1)
const at = (path: Parameters<typeof pathOf>[0], search = '') => pathOf(path) + search

/** Every route, in every state that changes what it shows. */
const PLACES: Place[] = [
  [at(paths.home()), /待发货订单|Orders to ship/],
  [at(paths.rooms()), /秋日好物专场/],
  [at(paths.desk(room)), /本场成交额|Sales/],
  [at(paths.desk(id('room', 5))), /画面到达后|Your picture shows here/],
  [at(paths.desk(id('room', 3))), /已结束|Ended/],
  [at(paths.earnings()), /佣金明细|Commission/],
  [at(paths.earnings(), '?tab=payouts'), /户名与账号不符/],
  [at(paths.earnings(), '?tab=statements'), /对账单|statement/],
  [at(paths.selection()), /4\.2/],
  [at(paths.showcase()), /暂不可买|not shown/],
  [at(paths.agency()), /星河机构/],
  [at(paths.plans(shop)), /30\s?%/],
  [at(paths.campaigns()), /青云团长/],
  [at(paths.campaigns(), '?tab=shop'), /与活动主题不符/],
  [at(paths.campaigns(), '?tab=answer'), /商家申请佣金改为|The shop asks for 22%/],
  [at(paths.samples()), /粉丝 ≥ 1000|1000\+ followers/],
  [at(paths.samples(), '?tab=mine'), /可申诉至|Appeal until/],
  [at(paths.samples(), '?tab=offers'), /4 \/ 20/],
  [at(paths.openShop()), /退货地址|Return address/],
  [at(paths.settings(shop)), /营业执照\.jpg/],
  [at(paths.goods(id('shp', 2))), /证照号码与执照照片不一致/],
  [at(paths.goods(id('shp', 3))), /审核期限|Review by/],
  [at(paths.goods(id('shp', 4))), /去收银台缴纳|Pay at the cashier/],
  [at(paths.deposit(id('shp', 4), id('pay', 90))), /等待付款结果|Waiting for the payment/],
  [at(paths.deposit(id('shp', 4), id('pay', 91))), /保证金已到账|deposit has arrived/],
  [at(paths.shopDeposit(shop)), /新类目上架后应缴金额提高|new category asks for more/],
  [at(paths.goods(shop)), /云步 透气跑鞋/],
  [at(paths.goods(shop), '?state=rejected'), /蝴蝶兰盆栽/],
  [at(paths.goods(shop), '?q=没有这个'), /没有符合条件|Nothing matches/],
  [at(paths.goodsEditor(shop, id('prd', 3))), /标题含有不能证明的说法/],
  [at(paths.goodsEditor(shop, id('prd', 7))), /外部链接|External link/],
  [at(paths.imports(shop)), /autumn\.csv/],
  [at(paths.oneImport(shop, id('imp', 1))), /oak-stool/],
  [at(paths.oneImport(shop, id('imp', 2))), /plants-2026/],
  [at(paths.orders(shop)), /2026112208/],
  [at(paths.orders(shop), '?state=to_ship'), /待发货|To ship/],
  [at(paths.order(shop, id('ord', 2))), /收货地址|Deliver to/],
  [at(paths.order(shop, id('ord', 3))), /包裹|Parcels/],
  [at(paths.packingSlip(shop, id('ord', 2))), /装箱单|Packing slip/],
  [at(paths.aftersales(shop)), /待商家处理|Shop to answer/],
  [at(paths.aftersale(shop, id('afs', 1))), /协商经过|What happened/],
  [at(paths.aftersale(shop, id('afs', 2))), /你的答复|Your answer/],
  [at(paths.coupons(shop)), /秋日满减券/],
  [at(paths.redPackets()), /开播红包/],
  [at(paths.settlement(shop)), /¥62\.99/],
  [at(paths.settlement(shop), '?tab=entries'), /merchant_available/],
  [at(paths.settlement(shop), '?tab=statements'), /2026-11-21/],
  [at(paths.settlement(shop), '?tab=statements&day=2026-11-21&of=net'), /PO2026112100001/],
  [at(paths.settlement(shop), '?tab=payouts'), /PO2026112200001/],
  ['/nowhere', /这里没有内容|nothing here/],
]

let browser: Browser
let mock: Awaited<ReturnType<typeof startStudioMock>>
before(async () => {
  if (skip) return
  if (!existsSync(join(import.meta.dirname, '../../dist/studio/index.html')))
    await buildWeb({ only: 'studio' })
  mock = await startStudioMock()
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') })
})
after(async () => {
  await browser?.close()
  await mock?.close()
})

async function open({
  language = 'zh-CN',
  width = 1_440,
  height = 900,
  signed_in = true,
  base = mock.url,
} = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    reducedMotion: 'reduce',
  })
  if (signed_in) await context.addCookies([{ name: 'studio', value: '1', url: base }])
  await context.addInitScript((language) => localStorage.setItem('language', language), language)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`pageerror ${error.message}`))
  page.on('console', (message) => {
    // The browser reports the very question "who am I" of a stranger, and every refusal, as an error.
    if (message.type() === 'error' && !/status of 40[149]|WebSocket/.test(message.text()))
      problems.push(`console ${message.text()}`)
  })
  const go = (path: string) => page.goto(`${base}/studio${path}`)
  return { page, problems, go, close: () => context.close() }
}

const faultsOf = async (page: Page, where: string): Promise<string[]> => [
  ...(await axeFaults(page, where)),
  ...((await overflow(page)) > 0 ? [`${where}: too wide`] : []),
]

test('every page in zh-CN, by its link: there, quiet, axe-clean, not too wide', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ language: 'zh-CN' })
  assert.deepEqual(
    await walkPages(page, { base: `${mock.url}/studio`, places: PLACES, problems }),
    [],
  )
  await close()
})

test('every page in en, one after the other: there, quiet, and fits 1024 and a phone too', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ language: 'en' })
  const narrow = [
    { width: 1_024, height: 768 },
    { width: 390, height: 844 },
  ]
  const walk = {
    base: `${mock.url}/studio`,
    places: PLACES,
    problems,
    in_app: true,
    with_axe: false,
    narrow,
  }
  assert.deepEqual(await walkPages(page, walk), [])
  await close()
})

test('a stranger signs in with one click on a demo person', { skip }, async () => {
  const { page, problems, go, close } = await open({ signed_in: false })
  await go('/')
  await page.getByText('演示账号').waitFor()
  assert.deepEqual(await faultsOf(page, 'door'), [])
  await page.locator('.desk-door-demo button').first().click()
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
  assert.deepEqual(problems, [])
  await close()
})

test('dialogs of the desk: axe-clean, driven by keys, off while one types', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go(at(paths.desk(room)))
  const rows = page.locator('.live-cart tbody tr')
  await rows.first().waitFor()
  await page.keyboard.press('2')
  await page.locator('.live-cart tr[data-explaining]').getByText('云步 透气跑鞋').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('3')
  assert.equal(await rows.count(), 1, 'the search took the key')
  await page.keyboard.press('Escape')
  await page.locator('body').click({ position: { x: 700, y: 30 } })
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('给讲解中的商品开秒杀').waitFor()
  assert.deepEqual(await faultsOf(page, 'keys'), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  // The desk hears keys again once the dialog has given the focus back.
  await page.waitForFunction(() => !document.activeElement?.closest('[role=dialog]'))
  await page.keyboard.press('f')
  await page.getByRole('dialog').getByText('每人限购').waitFor()
  assert.deepEqual(await faultsOf(page, 'flash'), [])
  await page.getByRole('button', { name: '倒数上链接' }).click()
  await page.getByText('秒杀已发布').waitFor()
  await page.getByRole('button', { name: '推流地址' }).first().click()
  await page.getByRole('button', { name: '生成推流密钥' }).click()
  await page.getByText('密钥有效到').waitFor()
  assert.equal(await page.locator('#push-key').getAttribute('type'), 'password')
  assert.deepEqual(await faultsOf(page, 'push'), [])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '添加商品' }).first().click()
  await page.getByText('佣金 20%').first().waitFor()
  await page.waitForTimeout(400)
  assert.deepEqual(await faultsOf(page, 'add'), [])
  assert.deepEqual(problems, [])
  await close()
})

test('the cart moves by Alt and arrows as by dragging', { skip }, async () => {
  const { page, go, close } = await open()
  await go(at(paths.desk(id('room', 2))))
  const titles = page.locator('.live-cart-title')
  await titles.first().waitFor()
  const second = await titles.nth(1).textContent()
  await page.locator('.live-cart-grip').nth(1).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.waitForFunction(
    (wanted) => document.querySelector('.live-cart-title')?.textContent === wanted,
    second,
  )
  await close()
})

test('without a line the desk goes on and says so', { skip }, async () => {
  const deaf = await startStudioMock({ sockets: false })
  const { page, go, close } = await open({ base: deaf.url })
  await go(at(paths.desk(room)))
  await page.getByText('实时连接断开').waitFor({ timeout: 15_000 })
  await page.keyboard.press('3')
  await page.locator('.live-cart tr[data-explaining]').getByText('蝴蝶兰盆栽').waitFor()
  await close()
  await deaf.close()
})

test('a wish without network is shown as pending and done when the network is back', {
  skip,
}, async () => {
  const { page, go, close } = await open()
  await go(at(paths.desk(room)))
  await page.locator('.live-cart tbody tr').first().waitFor()
  await page.route('**/explaining', (route) => route.abort())
  await page.keyboard.press('4')
  await page.getByText('待同步').waitFor()
  await page.unroute('**/explaining')
  await page.getByText('待同步').waitFor({ state: 'hidden', timeout: 15_000 })
  await page.locator('.live-cart tr[data-explaining]').getByText('北欧实木边几').waitFor()
  await close()
})

test('the editor saves by itself, and says a conflict plainly', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go(at(paths.goodsEditor(shop, id('prd', 5))))
  const title = page.getByLabel('商品名称')
  await title.fill('手工陶凳 客厅换鞋凳 新款')
  await page.getByText('已保存').first().waitFor({ timeout: 10_000 })
  // Somebody else saves the same draft.
  await page.evaluate(
    async ([shop_id, product_id]) => {
      const path = `/v1/shops/${shop_id}/goods/${product_id}`
      const goods = await (await fetch(path)).json()
      await fetch(`${path}/draft`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content: goods.draft.content, version: goods.draft.version }),
      })
    },
    [shop, id('prd', 5)],
  )
  await title.fill('手工陶凳 再改一次')
  await page.getByRole('button', { name: '用我的覆盖' }).waitFor({ timeout: 10_000 })
  assert.deepEqual(await faultsOf(page, 'conflict'), [])
  await page.getByRole('button', { name: '用我的覆盖' }).click()
  await page.getByText('已保存').first().waitFor({ timeout: 10_000 })
  assert.deepEqual(problems, [])
  await close()
})

test('selected orders are shipped one by one, with what became of each', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go(at(paths.orders(shop)))
  await page.locator('tbody .ant-checkbox').nth(1).click()
  await page.getByRole('button', { name: /批量发货/ }).click()
  await page.getByRole('dialog').getByLabel('快递公司').click()
  await page.locator('.ant-select-item-option').first().click()
  await page.getByRole('button', { name: '开始发货' }).click()
  await page.getByText('1 / 1 单').waitFor()
  await page
    .getByRole('dialog')
    .getByText(/已发货 /)
    .waitFor()
  assert.deepEqual(await faultsOf(page, 'batch'), [])
  assert.deepEqual(problems, [])
  await close()
})

test('an after-sale that changed meanwhile is loaded again and said', { skip }, async () => {
  const { page, go, close } = await open()
  await go(at(paths.aftersale(shop, id('afs', 1))))
  await page.getByRole('button', { name: /同意/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: /同意/ }).click()
  await page.getByText('这笔售后刚被更新').waitFor()
  await close()
})

test('leaving with unsaved words is asked about', { skip }, async () => {
  const { page, go, close } = await open()
  await go(at(paths.openShop()))
  await page.getByLabel('主体名称').fill('一家店')
  await page.getByRole('link', { name: '订单' }).click()
  await page.getByRole('dialog', { name: '有改动还没有保存' }).waitFor()
  await page.getByRole('button', { name: '继续编辑' }).click()
  assert.equal(await page.getByLabel('主体名称').inputValue(), '一家店')
  await close()
})
