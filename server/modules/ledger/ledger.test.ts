import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId, showId } from '../../kernel/ids.ts'
import { inTransaction } from '../../platform/db.ts'
import { seedShop } from '../../test-seed.ts'
import { testWorld } from '../../test-world.ts'
import { outside, platformAccount, post } from './index.ts'

test('finance reads accounts, entries and journals; nobody else does', async () => {
  await using world = await testWorld()
  const [finance, sam, shop] = await Promise.all([
    world.operator('finance'),
    world.person(),
    seedShop(world, { name: 'Tea House' }),
  ])
  const order_id = newId()
  await inTransaction(world.db, (tx) =>
    post(
      tx,
      Array.from({ length: 25 }, (_, index) => ({
        event: `e:${index}`,
        kind: 'settlement',
        memo: `line ${index}`,
        at: world.now(),
        entries: [
          { account: outside('CNY'), amount: -10n },
          { account: platformAccount('platform_fee', 'CNY'), amount: 1n },
          {
            account: {
              kind: 'shop_available',
              owner_kind: 'shop',
              owner_id: shop.id,
              currency: 'CNY',
            },
            amount: 9n,
            ...(index === 3 ? { order_id } : {}),
          },
        ],
      })),
    ),
  )
  const accounts = (await finance.get('/v1/ledger/accounts')).body.data
  assert.deepEqual(
    accounts.map((one: any) => [
      one.kind,
      one.balance,
      one.entries_count,
      one.owner_name,
      one.owner_id,
    ]),
    [
      ['outside', -250, 25, null, null],
      ['platform_fee', 25, 25, null, null],
      ['shop_available', 225, 25, 'Tea House', shop.shown],
    ],
  )
  const only = (await finance.get('/v1/ledger/accounts?kind=platform_fee')).body.data
  assert.equal(only.length, 1)
  const kindsOf = async (query: string) =>
    (await finance.get(`/v1/ledger/accounts?${query}`)).body.data.map((one: any) => one.kind)
  assert.deepEqual(await kindsOf('kind=platform_fee,outside&currency=CNY'), [
    'outside',
    'platform_fee',
  ])
  assert.deepEqual(await kindsOf('currency=USD'), [])
  const seen: string[] = []
  for (let after = ''; ; ) {
    const page = (
      await finance.get(`/v1/ledger/accounts/${accounts[2].id}/entries?limit=10${after}`)
    ).body
    seen.push(...page.data.map((one: any) => one.id))
    if (!page.next) break
    after = `&after=${page.next}`
  }
  assert.equal(new Set(seen).size, 25)
  const journals = (await finance.get('/v1/ledger/journals?limit=5')).body
  assert.deepEqual(
    journals.data.map((one: any) => [one.event, one.entries.length]),
    [24, 23, 22, 21, 20].map((n) => [`e:${n}`, 3]),
  )
  const next = (await finance.get(`/v1/ledger/journals?limit=5&after=${journals.next}`)).body
  assert.equal(next.data[0].event, 'e:19')
  const ofOrder = (await finance.get(`/v1/ledger/journals?order_id=${showId('ord', order_id)}`))
    .body.data
  assert.deepEqual(
    ofOrder.map((one: any) => [one.event, one.entries.map((entry: any) => entry.amount)]),
    [['e:3', [-10, 1, 9]]],
  )
  for (const path of [
    '/v1/ledger/accounts',
    '/v1/ledger/journals',
    '/v1/ledger/days',
    `/v1/ledger/accounts/${accounts[0].id}/entries`,
  ]) {
    assert.equal((await sam.get(path)).status, 403)
    assert.equal((await world.stranger.get(path)).status, 401)
  }
  assert.equal(
    (await finance.get(`/v1/ledger/accounts/${showId('lac', newId())}/entries`)).status,
    404,
  )
  await world.verify()
})
