import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../test-world.ts'
import { seedPayment } from './payments.world.ts'

test('the cashier lies under the name by which the payer came, unless a public address was set', async () => {
  await using guessed = await testWorld()
  const sam = await guessed.person()
  const payment = await seedPayment(guessed, sam)
  const cashier = (host: string) =>
    sam.post(`/v1/payments/${payment.shown}/cashier`, undefined, { host })
  for (const host of ['192.168.1.20:3000', 'shop.local']) {
    const { cashier_url } = (await cashier(host)).body
    assert.equal(new URL(cashier_url).host, host)
  }
  await using fixed = await testWorld({ env: { PUBLIC_URL: 'https://shop.example' } })
  const kim = await fixed.person()
  const other = await seedPayment(fixed, kim)
  const { cashier_url } = (
    await kim.post(`/v1/payments/${other.shown}/cashier`, undefined, { host: 'evil.example' })
  ).body
  assert.equal(new URL(cashier_url).origin, 'https://shop.example')
})
