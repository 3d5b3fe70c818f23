import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../../tools/build-web.ts'
import { id } from '../mock/mock-world.ts'
import { startOpsMock } from '../mock/ops-serve.ts'
import { axeFaults, overflow, type Place, walkPages } from '../mock/walk-pages.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : 'there is no Chromium on this machine'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

/** Every route, in every state that changes what it shows. */
const PLACES: Place[] = [
  ['/', /今日成交|Sales today/],
  ['/applications', /营业执照\.jpg/],
  ['/applications?state=open', /队列已清空|queue is empty/],
  ['/listings', /自动检查|Automatic findings/],
  [`/listings?id=${id('drf', 2)}`, /领取了这一件|claimed this/],
  ['/orders', /2026112208/],
  ['/orders?q=nothing-like-it', /没有符合条件|Nothing matches/],
  [`/orders/${id('ord', 1)}`, /每一分钱去了哪|Where did each fen go/],
  [`/orders/${id('ord', 999)}`, /这里没有内容|nothing here/],
  ['/disputes', /买家怎么说|What the buyer says/],
  ['/link-policy', /某日生效策略|Policy on a day/],
  ['/link-policy?platform=kuaishou&at=2022-03-01&compare=2022-02-28', /7 格不同|differ: 7/],
  ['/link-policy?platform=xiaohongshu', /小红书|Xiaohongshu/],
  ['/money', /外部（买家与银行）|Outside \(buyers, banks\)/],
  ['/money?tab=accounts', /外部（买家与银行）|Outside \(buyers, banks\)/],
  ['/money?tab=bills', /2026-11-21/],
  ['/money?tab=journals', /结算分账|Settlement/],
  ['/money?tab=days', /2026-11-21/],
  ['/money?tab=differences', /SP2026112200017/],
  ['/money?tab=trades&provider=sandbox', /PAY202611220000/],
  ['/money?tab=refunds', /RF20261122/],
  ['/money?tab=payouts', /PO20261122/],
  ['/payouts', /PO20261122/],
  ['/pasts', /9dc8d1a6f16f1b89/],
  ['/pasts?tab=sellers', /são caetano do sul/],
  ['/coupons', /平台消费券/],
  ['/deposits', /青岚生活馆/],
  ['/deposits?tab=rules', /双十一|绿植|Plants/],
  [`/deposits?id=${id('shp', 2)}`, /答复退还申请|Answer the application/],
  ['/terms', /2026-12-01/],
  ['/patrol', /秋日好物专场/],
  ['/staff', /审核小二/],
  ['/health', /I-19 nothing unmatched/],
  ['/nowhere', /这里没有内容|nothing here/],
]

let browser: Browser
let mock: Awaited<ReturnType<typeof startOpsMock>>
before(async () => {
  if (skip) return
  if (!existsSync(join(import.meta.dirname, '../../dist/ops/index.html')))
    await buildWeb({ only: 'ops' })
  mock = await startOpsMock()
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
  duties = 'admin',
}: {
  language?: string
  width?: number
  height?: number
  /** Empty: a stranger. */
  duties?: string
} = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    reducedMotion: 'reduce',
  })
  if (duties) await context.addCookies([{ name: 'ops', value: duties, url: mock.url }])
  await context.addInitScript((language) => localStorage.setItem('language', language), language)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`pageerror ${error.message}`))
  page.on('console', (message) => {
    // The browser reports every refusal as an error, also those that are the answer.
    if (message.type() === 'error' && !/status of 40[1349]/.test(message.text()))
      problems.push(`console ${message.text()}`)
  })
  const go = (path: string) => page.goto(`${mock.url}/ops${path}`)
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
  assert.deepEqual(await walkPages(page, { base: `${mock.url}/ops`, places: PLACES, problems }), [])
  await close()
})

test('every page in en, one after the other: there, quiet, and fits 1024 too', {
  skip,
}, async () => {
  const { page, problems, close } = await open({ language: 'en' })
  const narrow = [{ width: 1_024, height: 768 }]
  const walk = {
    base: `${mock.url}/ops`,
    places: PLACES,
    problems,
    in_app: true,
    with_axe: false,
    narrow,
  }
  assert.deepEqual(await walkPages(page, walk), [])
  await close()
})

test('a stranger is asked to sign in, and gets in', { skip }, async () => {
  const { page, problems, go, close } = await open({ duties: '' })
  await go('/')
  await page.getByText('看得见的裁判席').waitFor()
  assert.deepEqual(await faultsOf(page, 'door'), [])
  await page.getByRole('button', { name: /平台管理员/ }).click()
  await page.getByText('今日成交').waitFor()
  assert.deepEqual(problems, [])
  await close()
})

test('duties decide what is seen: rail, direct links, and buttons', { skip }, async () => {
  const { page, problems, go, close } = await open({ duties: 'judge' })
  await go('/money')
  await page.getByText('没有权限看这一页').waitFor()
  assert.deepEqual(await faultsOf(page, 'forbidden'), [])
  const rail = await page.getByRole('navigation', { name: '主导航' }).innerText()
  assert.match(rail, /仲裁/)
  assert.doesNotMatch(rail, /资金|人员|入驻/)
  await go('/link-policy')
  await page.getByText('某日生效策略').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '新建规则' }).count(), 0)
  await go('/patrol')
  await page.getByText('秋日好物专场').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '切断' }).count(), 0)
  assert.deepEqual(problems, [])
  await close()
  const buyer = await open({ duties: 'none' })
  await buyer.go('/')
  await buyer.page.getByText('这里是平台员工的工作台').waitFor()
  assert.deepEqual(await faultsOf(buyer.page, 'not staff'), [])
  await buyer.close()
})

test('an application is walked by keys and rejected with a finding', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go('/applications')
  await page.getByText('营业执照.jpg').waitFor()
  await page.keyboard.press('j')
  await page.locator('[aria-current="true"]', { hasText: '小鹿童装' }).waitFor()
  // The keys act on what is shown: wait until it is the second one.
  await page.locator('.review-facts', { hasText: '小鹿童装' }).waitFor()
  await page.keyboard.press('r')
  await page.getByLabel('写给商家的话').fill('证照照片看不清')
  assert.equal(await page.getByRole('button', { name: '通过 (A)' }).isDisabled(), true)
  assert.deepEqual(await faultsOf(page, 'finding'), [])
  await page.getByRole('button', { name: '驳回 (R)' }).click()
  await page.getByText('3 件待处理').waitFor()
  assert.deepEqual(problems, [])
  await close()
})

test('a block is previewed, has to be typed, and is announced', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go('/link-policy')
  await page.getByRole('button', { name: '新建规则' }).click()
  await page.getByLabel('来源', { exact: true }).click()
  await page.getByTitle('拼多多', { exact: true }).click()
  await page.getByText('拼多多 · 直播间购物车').waitFor()
  await page.getByLabel('理由（受影响的人会看到）').fill('合作到期')
  await page.getByRole('button', { name: '公布禁止规则' }).click()
  const dialog = page.getByRole('dialog', { name: '确认禁止' })
  await dialog.waitFor()
  assert.equal(await dialog.getByRole('button', { name: '公布禁止规则' }).isDisabled(), true)
  await dialog.getByLabel(/输入/).fill('禁止')
  await dialog.getByRole('button', { name: '公布禁止规则' }).click()
  await page.getByText('规则已公布').waitFor()
  await page.locator('.policy-rules', { hasText: '合作到期' }).waitFor()
  assert.deepEqual(problems, [])
  await close()
})

test('a cell tells its rule, and the clock of a demo moves', { skip }, async () => {
  const { page, problems, go, close } = await open()
  await go('/link-policy?platform=kuaishou&at=2022-03-01')
  await page.getByRole('button', { name: /禁止.*淘宝联盟, 直播间购物车/ }).click()
  await page.getByText('KS-02-live').first().waitFor()
  assert.deepEqual(await faultsOf(page, 'why'), [])
  await go('/health')
  await page.getByRole('button', { name: '+1 天' }).click()
  await page.getByText(/比真实时间快 1 天/).waitFor()
  assert.deepEqual(problems, [])
  await close()
})
