import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openWindow } from './browser.ts'
import { until } from './http-person.ts'
import { expect, type Stage, yuan } from './loop-stage.ts'

const ASSETS = join(import.meta.dirname, '../assets/photos')
const PHOTOS: Record<string, string> = {
  'moth-orchid': 'orchid',
  aloe: 'aloe',
  bonsai: 'bonsai',
  trowel: 'trowel',
}
const HOME = {
  recipient: '仓库',
  phone: '13900001111',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道 1 号',
}

export type Shop = {
  id: string
  goods: Map<
    string,
    {
      id: string
      title: string
      skus: { id: string; price: number; stock: number; option_values: string[] }[]
    }
  >
  external_id: string
}

const file = (name: string, type: string, bytes: Uint8Array) => {
  const form = new FormData()
  return {
    form,
    add: () => form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name),
  }
}

/** A merchant applies with a licence, is approved, pays the deposit at the cashier, imports goods from a CSV and has them reviewed. */
export async function openShopAndList(stage: Stage): Promise<Shop> {
  const { people, say, server, browser, picture } = stage
  const { merchant, reviewer } = people
  const applied = await merchant.do('POST', '/v1/shops', {
    name: '青植园艺',
    kind: 'enterprise',
    about: '自家大棚直发',
    legal_name: '青植园艺有限公司',
    licence_number: '91330110LOOP000001',
    contact_phone: '13900001111',
    return_address: HOME,
  })
  const licence = file('licence.jpg', 'image/jpeg', readFileSync(join(ASSETS, 'side-desk.jpg')))
  licence.form.append('kind', 'business_licence')
  licence.add()
  await merchant.do('POST', `/v1/shops/${applied.id}/documents`, licence.form)
  const handed_in = await merchant.do('POST', `/v1/shops/${applied.id}/submission`)
  const ops = await openWindow(browser, { url: server.url, cookie: reviewer.cookie, kind: 'desk' })
  stage.windows.push(ops)
  await ops.page.goto(`${server.url}/ops/`)
  await ops.page.getByRole('navigation').first().waitFor()
  const approved = await reviewer.do('POST', `/v1/shop-applications/${applied.id}/decision`, {
    decision: 'approve',
    note: '资料齐全',
    version: handed_in.version,
  })
  expect(approved.state === 'deposit_due', 'the deposit is due after approval')
  say(
    `merchant   applied for a shop with its licence; approved by a reviewer; deposit due ${yuan(approved.deposit_required)}`,
  )
  const payment = await merchant.do('POST', `/v1/shops/${applied.id}/deposit-payments`)
  const { cashier_url } = await merchant.do('POST', `/v1/payments/${payment.id}/cashier`)
  const desk = await openWindow(browser, { url: server.url, cookie: merchant.cookie, kind: 'desk' })
  stage.windows.push(desk)
  await desk.page.goto(cashier_url)
  await picture(desk.page, 'deposit-at-the-cashier')
  await desk.page.locator('button.pay').click()
  await until(
    'the shop opens',
    () => merchant.do('GET', `/v1/shops/${applied.id}/file`),
    (shop) => shop.state === 'open',
  )
  say(`merchant   paid the deposit at the cashier; the shop is open`)

  const imported = await importGoods(stage, applied.id)
  await desk.page.goto(`${server.url}/studio/shops/${applied.id}/goods`)
  await desk.page.getByText('蝴蝶兰').first().waitFor()
  await picture(desk.page, 'goods-in-review')
  await ops.page.goto(`${server.url}/ops/`)
  await picture(ops.page, 'ops-while-goods-wait')

  const goods: Shop['goods'] = new Map()
  for (const row of imported) {
    const shown = await merchant.do('GET', `/v1/shops/${applied.id}/goods/${row.id}`)
    const photo = PHOTOS[shown.handle] as string
    const upload = file(`${photo}.jpg`, 'image/jpeg', readFileSync(join(ASSETS, `${photo}.jpg`)))
    upload.add()
    const uploaded = await merchant.do('POST', `/v1/shops/${applied.id}/pictures`, upload.form)
    const content = shown.draft.content
    await merchant.do('PUT', `/v1/shops/${applied.id}/goods/${row.id}/draft`, {
      content: {
        ...content,
        picture_ids: [uploaded.id],
        blocks: [...content.blocks, { kind: 'image', picture_id: uploaded.id }],
      },
    })
    const again = await merchant.do('POST', `/v1/shops/${applied.id}/goods/${row.id}/submission`)
    expect(
      again.draft.state === 'in_review',
      `${shown.handle} waits for a reviewer, not ${again.draft.state} ${JSON.stringify(again.draft.findings)}`,
    )
    await reviewer.do('POST', `/v1/listing-queue/${again.draft.id}/decision`, {
      decision: 'pass',
      version: again.draft.version,
    })
    await merchant.do('PUT', `/v1/shops/${applied.id}/goods/${row.id}/plan`, {
      commission_ppm: 200_000,
      is_open: true,
    })
    const live = await until(
      `${shown.handle} is on sale with stock`,
      () => merchant.do('GET', `/v1/shops/${applied.id}/goods/${row.id}`),
      (one) =>
        one.state === 'on_shelf' && one.skus.every((sku: { stock: number }) => sku.stock > 0),
    )
    goods.set(shown.handle, { id: live.id, title: live.title, skus: live.skus })
  }
  say(`reviewer   passed ${goods.size} products; each pays creators 20 % commission`)

  const short = await until(
    'the deposit asks for what these goods require',
    () => merchant.do('GET', `/v1/shops/${applied.id}/deposit`),
    (one) => one.state === 'short' && one.missing > 0,
  )
  const top_up = await merchant.do('POST', `/v1/shops/${applied.id}/deposit-payments`)
  const second = await merchant.do('POST', `/v1/payments/${top_up.id}/cashier`)
  await desk.page.goto(second.cashier_url)
  await desk.page.locator('button.pay').click()
  await until(
    'the deposit is whole',
    () => merchant.do('GET', `/v1/shops/${applied.id}/deposit`),
    (one) => one.state === 'paid',
  )
  say(`merchant   its category asks for more; topped the deposit up by ${yuan(short.missing)}`)

  const upload = file('shoe.jpg', 'image/jpeg', readFileSync(join(ASSETS, 'running-shoe.jpg')))
  upload.add()
  const shoe = await merchant.do('POST', `/v1/shops/${applied.id}/pictures`, upload.form)
  const external = await merchant.do('POST', `/v1/shops/${applied.id}/goods`, {
    title: '轻量缓震跑鞋（京东自营）',
    category_id: 'shoes_bags',
    picture_ids: [shoe.id],
    blocks: [{ kind: 'text', text: '在京东下单、发货与售后。' }],
    option_names: [],
    skus: [],
    source: 'jd_alliance',
    sub_source: 'jd_self',
    external_url: 'https://item.jd.com/100000000002.html',
  })
  const draft = (
    await merchant.do('POST', `/v1/shops/${applied.id}/goods/${external.id}/submission`)
  ).draft
  await reviewer.do('POST', `/v1/listing-queue/${draft.id}/decision`, {
    decision: 'pass',
    version: draft.version,
  })
  say('merchant   listed one link to JD as external goods')
  await merchant.do('PUT', `/v1/shops/${applied.id}/staff`, {
    sign_in_name: 'creator@demo.example',
    role: 'clerk',
  })
  say('merchant   made the host a clerk: flash prices are set only by the shop’s own staff')
  return { id: applied.id, goods, external_id: external.id }
}

async function importGoods(
  { people: { merchant }, say }: Stage,
  shop_id: string,
): Promise<{ id: string }[]> {
  const run = async (dry_run: boolean) => {
    const csv = file(
      'goods.csv',
      'text/csv',
      readFileSync(join(import.meta.dirname, 'loop-goods.csv')),
    )
    csv.form.append('category_id', 'home_garden')
    csv.form.append('dry_run', String(dry_run))
    csv.add()
    const started = await merchant.do('POST', `/v1/shops/${shop_id}/imports`, csv.form)
    const ended = await until(
      'the import ends',
      () => merchant.do('GET', `/v1/shops/${shop_id}/imports/${started.id}`),
      (one) => one.state === 'done' || one.state === 'failed',
      { limit_ms: 60_000 },
    )
    expect(
      ended.state === 'done' && ended.products_done === 4,
      `four products were read: ${JSON.stringify(ended)}`,
    )
    return ended
  }
  await run(true)
  expect(
    (await merchant.do('GET', `/v1/shops/${shop_id}/goods`)).data.length === 0,
    'a dry run writes nothing',
  )
  const done = await run(false)
  say(
    `merchant   imported a Shopify CSV: ${done.products_done} products, ${done.created_count} new, ${done.error_count} rows with errors (dry run first)`,
  )
  return (await merchant.do('GET', `/v1/shops/${shop_id}/goods`)).data
}
