import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRegion } from './features/addresses/region.ts'
import { checkoutKeys, type Intent } from './features/checkout/checkout-key.ts'

const intent: Intent = { lines: [{ sku_id: 'sku_1', quantity: 1 }], address_id: 'adr_1' }

function keys() {
  let kept: string | null = null
  let made = 0
  return checkoutKeys(
    {
      get: () => kept,
      set: (value) => {
        kept = value
      },
      clear: () => {
        kept = null
      },
    },
    () => `key ${++made}`,
  )
}

test('the same intent keeps its key over presses, another intent gets another', () => {
  const { keyFor } = keys()
  assert.equal(keyFor(intent), 'key 1')
  assert.equal(keyFor({ ...intent }), 'key 1')
  assert.equal(keyFor({ ...intent, address_id: 'adr_2' }), 'key 2')
})

test('after an answer the next purchase is a new one', () => {
  const { keyFor, done } = keys()
  keyFor(intent)
  done()
  assert.equal(keyFor(intent), 'key 2')
})

test('a region is read out of free words', () => {
  const hangzhou = { province: '浙江省', city: '杭州市', district: '余杭区' }
  assert.deepEqual(readRegion('浙江省 杭州市 余杭区'), hangzhou)
  assert.deepEqual(readRegion('浙江省，杭州市，余杭区'), hangzhou)
  assert.deepEqual(readRegion('浙江省杭州市余杭区'), hangzhou)
  assert.deepEqual(readRegion('上海市徐汇区'), {
    province: '上海市',
    city: '上海市',
    district: '徐汇区',
  })
  assert.deepEqual(readRegion('Zhejiang, Hangzhou, Yuhang District'), {
    province: 'Zhejiang',
    city: 'Hangzhou',
    district: 'Yuhang District',
  })
  assert.equal(readRegion('浙江省'), undefined)
  assert.equal(readRegion('上海市'), undefined)
})
