import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HttpPerson, until } from '../../journeys/http-person.ts'
import { DEMO_PASSWORD } from '../../server/demo/people.ts'

const PHOTOS = join(import.meta.dirname, '../../assets/photos')
const HOME = {
  recipient: '仓库',
  phone: '13900001111',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道 1 号',
}
const SHOPS = ['演练园艺', '演练花器', '演练工具'] as const
const PLENTY = 1_000_000

export type Sku = { id: string; stock: number }

/** What the buyers of a drill buy, and what the drill itself knows about it: the check believes nobody else. */
export type Market = {
  product_id: string
  /** What everybody wants at once; sold in the room at flash prices. */
  hot: Sku
  /** Sells out on the way. */
  scarce: Sku
  /** Ordinary goods of several shops, more than anybody buys. */
  plenty: readonly Sku[]
  room_id: string
  /** Everything with the stock it was given. */
  skus: readonly Sku[]
  /** Ends the flash offer there was and opens another: its terms, as the host set them. */
  openFlash: (terms: { quota: number; limit: number }) => Promise<FlashTerms>
}
export type FlashTerms = { id: string; sku_id: string; quota: number; limit: number }

/** Opens three shops the way merchants do, deposit and review included, lists their goods, and puts the first one's into a room. */
export async function openMarket(url: string, { scarce }: { scarce: number }): Promise<Market> {
  const [merchant, admin, host] = await Promise.all(
    ['merchant', 'admin', 'creator'].map((key) =>
      new HttpPerson(url, key).signIn(`${key}@demo.example`, DEMO_PASSWORD),
    ) as [Promise<HttpPerson>, Promise<HttpPerson>, Promise<HttpPerson>],
  )
  const [first, ...others] = await Promise.all(
    SHOPS.map((name, place) =>
      openShop(
        { merchant, admin },
        {
          name,
          // What nobody can buy too much of, and in the first shop what everybody wants and what runs out.
          stocks: place === 0 ? [PLENTY, PLENTY, scarce] : [PLENTY, PLENTY],
        },
      ),
    ),
  )
  if (!first) throw new Error('no shop was opened')
  await merchant.do('PUT', `/v1/shops/${first.shop_id}/staff`, {
    sign_in_name: 'creator@demo.example',
    role: 'clerk',
  })
  const { room } = await host.do('POST', '/v1/rooms', { title: '演练 · 三二一上链接' })
  await host.do('POST', `/v1/rooms/${room.id}/items`, { product_id: first.product_id })
  const [hot, ordinary, few] = first.skus as [Sku, Sku, Sku]
  let standing: string | undefined
  return {
    product_id: first.product_id,
    hot,
    scarce: few,
    plenty: [ordinary, ...others.flatMap((shop) => shop.skus)],
    room_id: room.id,
    skus: [...first.skus, ...others.flatMap((shop) => shop.skus)],
    openFlash: async ({ quota, limit }) => {
      // One that a broken database has forgotten needs no end.
      if (standing) await host.send('POST', `/v1/rooms/${room.id}/flash-offers/${standing}/close`)
      const offer = await host.do('POST', `/v1/rooms/${room.id}/flash-offers`, {
        sku_id: hot.id,
        price: 990,
        quota,
        limit_per_buyer: limit,
        countdown_s: 0,
        duration_s: 7_200,
      })
      standing = offer.id
      return { id: offer.id, sku_id: hot.id, quota, limit }
    },
  }
}

const upload = (name: string, fields: Record<string, string> = {}): FormData => {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append(
    'file',
    new Blob([new Uint8Array(readFileSync(join(PHOTOS, name)))], { type: 'image/jpeg' }),
    name,
  )
  return form
}

async function openShop(
  { merchant, admin }: { merchant: HttpPerson; admin: HttpPerson },
  { name, stocks }: { name: string; stocks: readonly number[] },
): Promise<{ shop_id: string; product_id: string; skus: Sku[] }> {
  const { id } = await merchant.do('POST', '/v1/shops', {
    name,
    kind: 'enterprise',
    about: '',
    legal_name: `${name}有限公司`,
    licence_number: '91330110DRILL00001',
    contact_phone: '13900001111',
    return_address: HOME,
  })
  const licence = upload('side-desk.jpg', { kind: 'business_licence' })
  await merchant.do('POST', `/v1/shops/${id}/documents`, licence)
  const { version } = await merchant.do('POST', `/v1/shops/${id}/submission`)
  await admin.do('POST', `/v1/shop-applications/${id}/decision`, {
    decision: 'approve',
    note: '资料齐全',
    version,
  })
  const deposit = await merchant.do('POST', `/v1/shops/${id}/deposit-payments`)
  await payAtCashier(merchant, deposit.id)
  await until(
    'the shop opens',
    () => merchant.do('GET', `/v1/shops/${id}/file`),
    (file) => file.state === 'open',
    { every_ms: 100 },
  )
  const picture = await merchant.do('POST', `/v1/shops/${id}/pictures`, upload('aloe.jpg'))
  const goods = await merchant.do('POST', `/v1/shops/${id}/goods`, {
    title: '芦荟 小盆栽',
    category_id: 'home_garden',
    picture_ids: [picture.id],
    blocks: [{ kind: 'image', picture_id: picture.id }],
    option_names: ['盆'],
    skus: stocks.map((stock, place) => ({
      option_values: [`${place + 1} 号盆`],
      price: 2_900 + 1_000 * place,
      stock,
    })),
  })
  const { draft } = await merchant.do('POST', `/v1/shops/${id}/goods/${goods.id}/submission`)
  if (draft?.state === 'in_review')
    await admin.do('POST', `/v1/listing-queue/${draft.id}/decision`, {
      decision: 'pass',
      version: draft.version,
    })
  const listed = await until(
    'the goods are on sale',
    () => merchant.do('GET', `/v1/shops/${id}/goods/${goods.id}`),
    (one) => one.state === 'on_shelf' && one.skus.every((sku: Sku) => sku.stock > 0),
    { every_ms: 100 },
  )
  return {
    shop_id: id,
    product_id: goods.id,
    skus: listed.skus.map((sku: Sku, place: number) => ({
      id: sku.id,
      stock: stocks[place] as number,
    })),
  }
}

/** Goes to the provider's cashier, presses "pay" and comes back. */
export async function payAtCashier(payer: HttpPerson, payment_id: string): Promise<any> {
  const payment = await payer.do('POST', `/v1/payments/${payment_id}/cashier`)
  // Pressed before, and only the answer to that was lost.
  if (payment.state === 'succeeded') return payment
  const { pathname } = new URL(payment.cashier_url)
  const pressed = await fetch(`${payer.base}${pathname}/pay`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    signal: AbortSignal.timeout(20_000),
    body: '',
  })
  if (pressed.status >= 400) throw new Error(`the cashier answered ${pressed.status}`)
  return payer.do('POST', `/v1/payments/${payment_id}/finish`)
}
