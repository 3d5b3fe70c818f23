import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFrontend } from './postgres-frontend.ts'

const message = (type: string, ...words: string[]): Buffer => {
  const body = Buffer.from(words.map((word) => `${word}\0`).join(''))
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const GREETING = Buffer.concat([Buffer.from([0, 0, 0, 9, 0, 3, 0, 0]), Buffer.from('\0')])
const ORDERS = /insert into orders\b/i

const greeted = () => {
  const reader = readFrontend()
  assert.equal(reader.read(GREETING, ORDERS), false)
  return (...bytes: Buffer[]) => reader.read(Buffer.concat(bytes), ORDERS)
}
const prepare = message('P', 'one', 'insert into orders (id) values ($1)')
const bind = message('B', '', 'one')
const sync = message('S')

test('a commit counts when its transaction wrote what is looked for', () => {
  const hears = greeted()
  assert.equal(hears(message('Q', 'begin'), prepare, bind, sync), false)
  assert.equal(hears(message('Q', 'commit')), true)
  assert.equal(hears(message('Q', 'begin'), message('Q', 'commit')), false)
  // Prepared on this connection before: only its name is sent.
  assert.equal(hears(message('Q', 'begin'), bind, sync), false)
  assert.equal(hears(message('Q', 'rollback')), false)
  assert.equal(hears(message('Q', 'begin'), message('Q', 'commit')), false)
})

test('a statement alone is committed by its sync', () => {
  const hears = greeted()
  assert.equal(hears(prepare, bind, sync), true)
  assert.equal(hears(sync), false)
})

test('messages may arrive in any pieces', () => {
  const reader = readFrontend()
  const bytes = Buffer.concat([
    GREETING,
    message('Q', 'begin'),
    message('Q', 'insert into orders default values'),
    message('Q', 'commit'),
  ])
  const heard = [...bytes].map((byte) => reader.read(Buffer.from([byte]), ORDERS))
  assert.deepEqual(
    heard.flatMap((commits, place) => (commits ? [place] : [])),
    [bytes.length - 1],
  )
})
