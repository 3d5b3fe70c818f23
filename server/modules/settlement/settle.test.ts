import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskPayee } from './settle.ts'

test('where a payout goes is shown by its bank and the number’s end, never by who holds it', () => {
  assert.equal(maskPayee('Tea Co. ICBC 6222 0000 1111 2222'), 'ICBC ****2222')
  assert.equal(maskPayee('何青 招商银行 6225880212347890'), '招商银行 ****7890')
  assert.equal(maskPayee('acct_1Nv0FGQ9RKHgCVdK'), '****CVdK')
})
