import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandOf, type Press } from './desk-keys.ts'

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  inField: false,
  onControl: false,
  ...more,
})

test('keys of the desk', () => {
  assert.deepEqual(commandOf(press('3')), { do: 'explain', number: 3 })
  assert.deepEqual(commandOf(press(' ')), { do: 'stop' })
  assert.deepEqual(commandOf(press('f')), { do: 'flash' })
  assert.deepEqual(commandOf(press('/')), { do: 'search' })
  assert.deepEqual(commandOf(press('?')), { do: 'help' })
  assert.equal(commandOf(press('0')), null)
  assert.equal(commandOf(press('a')), null)
})

test('keys rest while one types, composes or holds a modifier; Space presses the button it is on', () => {
  assert.equal(commandOf(press('3', { inField: true })), null)
  assert.deepEqual(commandOf(press('Escape', { inField: true })), { do: 'close' })
  assert.equal(commandOf(press('1', { isComposing: true })), null)
  assert.equal(commandOf(press('f', { ctrlKey: true })), null)
  assert.equal(commandOf(press('1', { altKey: true })), null)
  assert.equal(commandOf(press('1', { repeat: true })), null)
  assert.equal(commandOf(press(' ', { onControl: true })), null)
})
