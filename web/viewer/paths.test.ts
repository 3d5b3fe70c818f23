import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paths, safeNext } from './paths.ts'

test('every address of the viewer', () => {
  assert.deepEqual(
    [
      paths.home(),
      paths.following(),
      paths.room('room_1'),
      paths.room('room_1', { buy: 'itm_2' }),
      paths.product('prd_1', { room: 'room_1' }),
      paths.shop('shp_1'),
      paths.person('acc_1'),
      paths.search(),
      paths.search('相机 & 镜头'),
      paths.basket(),
      paths.checkout(),
      paths.payment('pay_1'),
      paths.cashier('pay_1'),
      paths.orders(),
      paths.orders('to_ship'),
      paths.order('ord_1'),
      paths.askAftersale('ord_1', 'lin_2'),
      paths.aftersales(),
      paths.aftersale('afs_1'),
      paths.me(),
      paths.profile(),
      paths.addresses(),
      paths.followed(),
      paths.signIn(),
      paths.signIn('/room/room_1?buy=itm_2'),
      paths.studio(),
      paths.ops(),
    ],
    [
      '/',
      '/following',
      '/room/room_1',
      '/room/room_1?buy=itm_2',
      '/product/prd_1?room=room_1',
      '/shop/shp_1',
      '/person/acc_1',
      '/search',
      '/search?q=%E7%9B%B8%E6%9C%BA+%26+%E9%95%9C%E5%A4%B4',
      '/basket',
      '/checkout',
      '/pay/pay_1',
      '/pay/pay_1/cashier',
      '/orders',
      '/orders?state=to_ship',
      '/orders/ord_1',
      '/orders/ord_1/aftersale/lin_2',
      '/aftersales',
      '/aftersales/afs_1',
      '/me',
      '/me/profile',
      '/me/addresses',
      '/me/following',
      '/sign-in',
      '/sign-in?next=%2Froom%2Froom_1%3Fbuy%3Ditm_2',
      '/studio/',
      '/ops/',
    ],
  )
})

test('signing in leads back into this site and nowhere else', () => {
  assert.equal(safeNext('/room/room_1?buy=itm_2'), '/room/room_1?buy=itm_2')
  for (const evil of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:1',
    '',
    null,
  ])
    assert.equal(safeNext(evil), '/')
})
