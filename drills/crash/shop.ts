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

/** What the buyers of a drill buy: one SKU there is plenty of, one that sells out on the way. */
export type DrillShop = {
  product_id: string
  skus: readonly { id: string; stock: number }[]
  admin: HttpPerson
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

/** Opens a shop the way a merchant does, deposit and review included, and lists one product with two SKUs. */
export async function openDrillShop(
  url: string,
  stock: { plenty: number; scarce: number },
): Promise<DrillShop> {
  const [merchant, admin] = await Promise.all(
    ['merchant', 'admin'].map((key) =>
      new HttpPerson(url, key).signIn(`${key}@demo.example`, DEMO_PASSWORD),
    ) as [Promise<HttpPerson>, Promise<HttpPerson>],
  )
  const { id } = await merchant.do('POST', '/v1/shops', {
    name: '演练园艺',
    kind: 'enterprise',
    about: '',
    legal_name: '演练园艺有限公司',
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
  )
  const picture = await merchant.do('POST', `/v1/shops/${id}/pictures`, upload('aloe.jpg'))
  const goods = await merchant.do('POST', `/v1/shops/${id}/goods`, {
    title: '芦荟 小盆栽',
    category_id: 'home_garden',
    picture_ids: [picture.id],
    blocks: [{ kind: 'image', picture_id: picture.id }],
    option_names: ['盆'],
    skus: [
      { option_values: ['陶盆'], price: 2_900, stock: stock.plenty },
      { option_values: ['瓷盆'], price: 5_900, stock: stock.scarce },
    ],
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
    (one) => one.state === 'on_shelf' && one.skus.every((sku: { stock: number }) => sku.stock > 0),
  )
  return {
    product_id: goods.id,
    skus: listed.skus.map((sku: { id: string; stock: number }) => ({
      id: sku.id,
      stock: sku.stock,
    })),
    admin,
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
