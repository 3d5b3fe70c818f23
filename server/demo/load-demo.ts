import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.ts'
import { findByName, register } from '../modules/accounts/index.ts'
import { row, rows } from '../platform/db.ts'
import { browserOf, type DemoBrowser } from './browser.ts'
import { makeDeals } from './deals.ts'
import { DEMO_SHOPS, type DemoProduct, type DemoShop } from './goods.ts'
import { DEMO_PASSWORD, DEMO_PEOPLE } from './people.ts'

const PHOTOS = join(import.meta.dirname, '../../assets/photos')
const RETURN_ADDRESS = {
  recipient: '退货组',
  phone: '13900001111',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道 1 号',
}

/**
 * Brings the demo in through the platform's own doors: people register, shops apply and are reviewed, deposits
 * are paid at the cashier, goods pass their review. Whatever is there already stays; a start cut off half way goes on.
 */
export async function loadDemo(app: App, say: (line: string) => void): Promise<void> {
  const { db, now } = app.context
  if (await row(db)`select from demo_people where position = ${DEMO_PEOPLE.length - 1}`) return
  say('Loading the demo …')
  const ids = new Map<string, string>()
  for (const person of DEMO_PEOPLE)
    ids.set(
      person.key,
      (await findByName(db, person.sign_in_name))?.id ??
        (await register(db, { ...person, password: DEMO_PASSWORD, now: now() })),
    )
  const browsers = new Map<string, DemoBrowser>()
  const as = async (key: string): Promise<DemoBrowser> => {
    const person = DEMO_PEOPLE.find((one) => one.key === key)
    if (!person) throw new Error(`no demo person ${key}`)
    const found = browsers.get(key) ?? (await browserOf(app, person.sign_in_name, DEMO_PASSWORD))
    browsers.set(key, found)
    return found
  }
  // The host has one too: samples are sent there.
  for (const key of ['viewer', 'viewer2', 'creator']) {
    const buyer = await as(key)
    if ((await buyer.call('GET', '/v1/me/addresses')).data.length === 0)
      await buyer.call('POST', '/v1/me/addresses', {
        recipient: { viewer: '林小满', viewer2: '陈橘', creator: '何青' }[key],
        phone: '13800000421',
        province: '浙江省',
        city: '杭州市',
        district: '余杭区',
        street: '文一西路 969 号 3 幢 501',
      })
  }
  for (const shop of app.context.config.demo_content === 'all' ? DEMO_SHOPS : []) {
    const shop_id = await openShop(app, await as(shop.owner), await as('admin'), shop)
    await listGoods(app, await as(shop.owner), await as('admin'), shop_id, shop)
    await payDeposit(app, await as(shop.owner), shop_id)
    // The host may set flash prices for the plant shop, which only its own staff can.
    if (shop.owner === 'merchant')
      await (await as('merchant')).call('PUT', `/v1/shops/${shop_id}/staff`, {
        sign_in_name: 'creator@demo.example',
        role: 'clerk',
      })
  }
  await (await as('viewer')).call(
    'PUT',
    `/v1/people/${(await (await as('creator')).call('GET', '/v1/me')).id}/follow`,
  )
  if (app.context.config.demo_content === 'all') await makeDeals(as, now())
  // Written last and in order: the mark that the demo is complete.
  for (const [position, person] of DEMO_PEOPLE.entries())
    await rows(db)`
      insert into demo_people (account_id, role, words_zh, words_en, position)
      values (${ids.get(person.key)}, ${person.role}, ${person.words_zh}, ${person.words_en}, ${position}) on conflict do nothing`
}

/** Applies, hands in, is approved, pays the deposit at the sandbox cashier. */
async function openShop(
  app: App,
  owner: DemoBrowser,
  admin: DemoBrowser,
  shop: DemoShop,
): Promise<string> {
  const mine = (await owner.call('GET', '/v1/me')).shops.find(
    (one: { name: string }) => one.name === shop.name,
  )
  const id: string =
    mine?.id ??
    (
      await owner.call('POST', '/v1/shops', {
        name: shop.name,
        kind: 'enterprise',
        about: shop.about,
        legal_name: `${shop.name}（演示）有限公司`,
        licence_number: '91330110DEMO000001',
        contact_phone: '13900001111',
        return_address: RETURN_ADDRESS,
      })
    ).id
  let file = await owner.call('GET', `/v1/shops/${id}/file`)
  if (['draft', 'rejected'].includes(file.state)) {
    if (file.documents.length === 0)
      await owner.upload(
        `/v1/shops/${id}/documents`,
        {
          name: 'licence.jpg',
          type: 'image/jpeg',
          bytes: readFileSync(join(PHOTOS, 'side-desk.jpg')),
        },
        { kind: 'business_licence' },
      )
    file = await owner.call('POST', `/v1/shops/${id}/submission`)
  }
  if (file.state === 'in_review')
    file = await admin.call('POST', `/v1/shop-applications/${id}/decision`, {
      decision: 'approve',
      note: '资料齐全',
      version: file.version,
    })
  if (file.state === 'deposit_due') await payDeposit(app, owner, id)
  return id
}

/** Pays what is missing of the deposit, if anything: to open, and again once the goods say what is required. */
async function payDeposit(app: App, owner: DemoBrowser, shop_id: string): Promise<void> {
  if ((await owner.call('GET', `/v1/shops/${shop_id}/deposit`)).missing === 0) return
  const payment = await owner.call('POST', `/v1/shops/${shop_id}/deposit-payments`)
  const { cashier_url } = await owner.call('POST', `/v1/payments/${payment.id}/cashier`)
  await payAtSandbox(app, cashier_url)
  await owner.call('POST', `/v1/payments/${payment.id}/finish`)
  await app.settleDown()
}

/** Presses "pay" on the sandbox's cashier page, over real HTTP as a buyer's browser would. */
async function payAtSandbox(app: App, cashier_url: string): Promise<void> {
  const { pathname } = new URL(cashier_url)
  const answer = await fetch(`${app.context.base_url()}${pathname}/pay`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  })
  if (answer.status >= 400)
    throw new Error(`the sandbox cashier refused: ${answer.status} ${await answer.text()}`)
}

async function listGoods(
  app: App,
  owner: DemoBrowser,
  admin: DemoBrowser,
  shop_id: string,
  shop: DemoShop,
): Promise<void> {
  const listed = new Set<string>(
    (await owner.call('GET', `/v1/shops/${shop_id}/goods?limit=100`)).data.map(
      (one: { title: string }) => one.title,
    ),
  )
  for (const product of shop.products) {
    if (listed.has(product.title)) continue
    const picture = await owner.upload(`/v1/shops/${shop_id}/pictures`, {
      name: `${product.photo}.jpg`,
      type: 'image/jpeg',
      bytes: readFileSync(join(PHOTOS, `${product.photo}.jpg`)),
    })
    const goods = await owner.call(
      'POST',
      `/v1/shops/${shop_id}/goods`,
      contentOf(product, picture.id),
    )
    const handed_in = await owner.call('POST', `/v1/shops/${shop_id}/goods/${goods.id}/submission`)
    if (handed_in.draft?.state === 'in_review')
      await admin.call('POST', `/v1/listing-queue/${handed_in.draft.id}/decision`, {
        decision: 'pass',
        version: handed_in.draft.version,
      })
    if (product.commission_ppm !== undefined)
      await owner.call('PUT', `/v1/shops/${shop_id}/goods/${goods.id}/plan`, {
        commission_ppm: product.commission_ppm,
        is_open: true,
      })
  }
  await app.settleDown()
}

function contentOf(product: DemoProduct, picture_id: string) {
  return {
    title: product.title,
    category_id: product.category,
    picture_ids: [picture_id],
    blocks: [
      { kind: 'text', text: product.text },
      { kind: 'image', picture_id },
      ...product.specs.map(([name, value]) => ({ kind: 'spec', name, value })),
    ],
    option_names: product.option ? [product.option.name] : [],
    skus: product.option
      ? product.option.values.map(([value, price, list_price, stock]) => ({
          option_values: [value],
          price,
          list_price,
          stock,
        }))
      : product.price
        ? [
            {
              option_values: [],
              price: product.price[0],
              list_price: product.price[1],
              stock: product.price[2],
            },
          ]
        : [],
    ...(product.external
      ? {
          source: product.external.source,
          sub_source: product.external.sub_source,
          external_url: product.external.url,
        }
      : {}),
  }
}
