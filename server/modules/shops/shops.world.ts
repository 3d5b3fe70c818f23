import assert from 'node:assert/strict'
import { inTransaction, rows } from '../../platform/db.ts'
import { publish } from '../../platform/outbox.ts'
import { uuidOf } from '../../test-seed.ts'
import type { Person, World } from '../../test-world.ts'
import { depositPaid } from './shops.events.ts'

/** Shops that came about through the platform's own doors, for tests. */

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n')
const ADDRESS = {
  recipient: '仓库',
  phone: '13900000000',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  street: '仓前街道 1 号',
}

let count = 0
/** What an applicant fills in; any field may be another. */
export const applicationOf = (more: Record<string, unknown> = {}) => ({
  name: `茶馆 ${++count}`,
  kind: 'enterprise',
  legal_name: '茶馆有限公司',
  licence_number: '91350100M000100Y43',
  contact_phone: '13900001111',
  return_address: ADDRESS,
  ...more,
})

/** A draft with the document its kind needs. Returns the shop's file as last seen. */
export async function draftShop(owner: Person, more: Record<string, unknown> = {}): Promise<any> {
  const made = await owner.post('/v1/shops', applicationOf(more))
  assert.equal(made.status, 201, made.text)
  const kind = made.body.kind === 'individual' ? 'identity' : 'business_licence'
  const kept = await owner.upload(
    `/v1/shops/${made.body.id}/documents`,
    { name: '执照.pdf', type: 'application/pdf', bytes: PDF },
    { kind },
  )
  assert.equal(kept.status, 201, kept.text)
  return (await owner.get(`/v1/shops/${made.body.id}/file`)).body
}

/** An application that waits for a reviewer. */
export async function submittedShop(
  owner: Person,
  more: Record<string, unknown> = {},
): Promise<any> {
  const { id } = await draftShop(owner, more)
  const handed_in = await owner.post(`/v1/shops/${id}/submission`)
  assert.equal(handed_in.status, 201, handed_in.text)
  return handed_in.body
}

/** Approved: the deposit is due. */
export async function approvedShop(
  owner: Person,
  reviewer: Person,
  more: Record<string, unknown> = {},
): Promise<any> {
  const { id, version } = await submittedShop(owner, more)
  const approved = await reviewer.post(`/v1/shop-applications/${id}/decision`, {
    decision: 'approve',
    version,
  })
  assert.equal(approved.status, 200, approved.text)
  return approved.body
}

/** Says that a deposit arrived, as the module that keeps the money does, and lets everybody hear it. */
export async function payDeposit(
  world: World,
  shop_id: string,
  amount: bigint,
  currency = 'CNY',
): Promise<void> {
  const id = uuidOf(shop_id)
  await inTransaction(world.db, (tx) =>
    publish(
      tx,
      depositPaid,
      [{ key: id, payload: { shop_id: id, amount, currency } }],
      world.now(),
    ),
  )
  await world.settle()
}

/** A shop that went all the way. */
export async function openShop(
  world: World,
  owner: Person,
  reviewer: Person,
  more: Record<string, unknown> = {},
): Promise<any> {
  const { id, deposit_required } = await approvedShop(owner, reviewer, more)
  await payDeposit(world, id, BigInt(deposit_required))
  return (await owner.get(`/v1/shops/${id}/file`)).body
}

/** What was told of this kind, in the order told. */
export const toldOf = (world: World, type: string) =>
  rows<{ key: string; payload: any }>(
    world.db,
  )`select key, payload from outbox where type = ${type} order by id`

/** A history as one reads it: where to, and why. */
export const stepsOf = (history: { to_state: string; reason: string }[]) =>
  history.map(({ to_state, reason }) => `${to_state}: ${reason}`)
