import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdReasonOf } from './hold-payouts.ts'
import type { ProviderAccountRow } from './provider-account.ts'

const account = (state: ProviderAccountRow['state'], external_id = 'acct_1TeaHouse') =>
  ({ provider: 'stripe', external_id, holder: 'Tea', state }) as ProviderAccountRow
const known = { accounts: [], bank_account: 'Tea ICBC 6222', is_suspended: false }

test('vector: what holds a released payout back', () => {
  const through = { provider: 'stripe', bank_account: 'acct_1TeaHouse' }
  const to_bank = { provider: 'sandbox', bank_account: 'Tea ICBC 6222' }
  const cases = [
    [holdReasonOf(through, { ...known, accounts: [account('verified')] }), undefined],
    [holdReasonOf(through, { ...known, accounts: [account('disabled')] }), 'account_stopped'],
    // Named anew after it was stopped, and verified again.
    [
      holdReasonOf(through, { ...known, accounts: [account('disabled'), account('verified')] }),
      undefined,
    ],
    [
      holdReasonOf(through, { ...known, accounts: [account('verified', 'acct_another')] }),
      'account_stopped',
    ],
    [
      holdReasonOf(through, { ...known, accounts: [account('verified')], is_suspended: true }),
      'shop_suspended',
    ],
    [holdReasonOf(to_bank, known), undefined],
    [holdReasonOf(to_bank, { ...known, bank_account: 'Tea ICBC 6333' }), 'account_changed'],
    [holdReasonOf(to_bank, { ...known, accounts: [account('disabled')] }), undefined],
  ]
  for (const [index, [found, wanted]] of cases.entries()) assert.equal(found, wanted, `${index}`)
})
