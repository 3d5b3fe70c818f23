import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Amount, IdOf, Instant, Maybe, Obj, Text, Type } from '../kernel/contract.ts'
import { newId, showId } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import { presenter, reader } from './wire.ts'

const View = Obj({
  id: IdOf('ord'),
  total: Amount,
  at: Instant,
  note: Maybe(Type.String()),
  lines: Type.Array(Obj({ id: IdOf('lin'), quantity: Type.Integer() })),
  parent: Maybe(IdOf('ord')),
})

test('outwards: shown ids, integers, instants; what the schema does not name is dropped', () => {
  const [order, line] = [newId(), newId()]
  const at = new Date('2026-03-01T00:00:00Z')
  const shown = presenter(View)(
    {
      id: order,
      total: 12_480n,
      at,
      note: null,
      secret: 'x',
      lines: [{ id: line, quantity: 2n, cost: 1n }],
      parent: order,
    },
    '',
  )
  assert.deepEqual(shown, {
    id: showId('ord', order),
    total: 12_480,
    at: '2026-03-01T00:00:00.000Z',
    note: null,
    lines: [{ id: showId('lin', line), quantity: 2 }],
    parent: showId('ord', order),
  })
})

test('an integer that JSON cannot carry is never shown wrong', () => {
  assert.throws(() => presenter(View)({ total: 2n ** 60n }, ''), RangeError)
})

test('inwards: ids of the right kind only, words trimmed and normalised', () => {
  const body = Obj({ id: IdOf('sku'), words: Text(20) })
  const id = newId()
  assert.deepEqual(reader(body, 'body')({ id: showId('sku', id), words: '  e\u0301  ' }, ''), {
    id,
    words: 'é',
  })
  assert.throws(
    () => reader(body, 'body')({ id: showId('ord', id), words: 'x' }, ''),
    (error: unknown) => error instanceof Refusal && error.status === 422,
  )
  assert.throws(
    () => reader(Obj({ id: IdOf('sku') }), 'params')({ id: `sku_${'z'.repeat(26)}` }, ''),
    (error: unknown) => error instanceof Refusal && error.status === 404,
  )
  for (const words of ['a\u0000b', '\ud800', ' \n '])
    assert.throws(() => reader(body, 'body')({ id: showId('sku', id), words }, ''))
})

test('a union is read by its constant fields', () => {
  const Block = Type.Union([
    Obj({ kind: Type.Literal('text'), text: Type.String() }),
    Obj({ kind: Type.Literal('image'), picture_id: IdOf('pic') }),
  ])
  const id = newId()
  assert.deepEqual(presenter(Block)({ kind: 'image', picture_id: id, text: 'dropped' }, ''), {
    kind: 'image',
    picture_id: showId('pic', id),
  })
})
