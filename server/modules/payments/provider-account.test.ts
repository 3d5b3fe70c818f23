import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../../kernel/refusal.ts'
import { assertLooksRight, chooseAccount, hideAccount, payeeLine } from './provider-account.ts'

test('provider accounts look as their provider publishes them, and say a payee its door takes', () => {
  const openid = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'
  for (const [provider, external_id, line] of [
    ['wechat', openid, `openid:${openid}|陈茶`],
    ['alipay', '2088102122458832', 'alipay:2088102122458832'],
    ['alipay', 'tea@example.com', 'alipay:tea@example.com|陈茶'],
    ['alipay', '13800001234', 'alipay:13800001234|陈茶'],
    ['stripe', 'acct_1Nv0FGQ9RKHgCVdK', 'acct_1Nv0FGQ9RKHgCVdK'],
    ['sandbox', 'sbx_tea1', '陈茶 sandbox sbx_tea1'],
  ] as const) {
    assertLooksRight(provider, external_id)
    assert.equal(payeeLine({ provider, external_id, holder: '陈茶' }), line)
  }
  for (const [provider, external_id] of [
    ['wechat', 'acct_1Nv0FGQ9RKHgCVdK'],
    ['wechat', `${openid}|Mallory`],
    ['alipay', 'tea@example.com|Mallory'],
    ['alipay', '6222021234567890'],
    ['stripe', 'acct_1/../x'],
    ['paypal', 'tea@example.com'],
  ] as const)
    assert.throws(
      () => assertLooksRight(provider, external_id),
      (error) => error instanceof Refusal,
      `${provider} ${external_id}`,
    )
  assert.equal(hideAccount('acct_1Nv0FGQ9RKHgCVdK'), '*****************CVdK')
})

test('money goes to the account verified last among those that take its currency', () => {
  const account = (provider: string, day: number) => ({
    provider,
    verified_at: new Date(Date.UTC(2026, 2, day)),
  })
  const all = [account('stripe', 1), account('wechat', 3), account('alipay', 2)]
  assert.equal(chooseAccount(all, 'CNY')?.provider, 'wechat')
  assert.equal(chooseAccount(all, 'USD')?.provider, 'stripe')
  assert.equal(chooseAccount(all.slice(1), 'USD'), undefined)
  assert.equal(chooseAccount([], 'CNY'), undefined)
})
