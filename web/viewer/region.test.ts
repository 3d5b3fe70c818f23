import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRegion } from './features/addresses/region.ts'

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
