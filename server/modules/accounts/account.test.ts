import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../../kernel/refusal.ts'
import { assertPassword, maskSignInName, normaliseSignInName } from './account.ts'

test('one person, one spelling', () => {
  for (const [typed, name] of [
    ['138 0013 8000', '+8613800138000'],
    ['１３８００１３８０００', '+8613800138000'],
    ['+86 138-0013-8000', '+8613800138000'],
    [' Lin@Example.COM ', 'lin@example.com'],
    ['+44 20 7946 0958', '+442079460958'],
  ])
    assert.equal(normaliseSignInName(typed as string).name, name)
})

test('what is neither a number nor an address is refused', () => {
  for (const typed of [
    '',
    '12',
    'lin',
    'lin@',
    '@example.com',
    'a@b',
    'a b@example.com',
    '"a"@example.com',
    `${'a'.repeat(300)}@example.com`,
    '0123456789012345678',
  ])
    assert.throws(
      () => normaliseSignInName(typed),
      (error: unknown) => error instanceof Refusal && error.code === 'bad_sign_in_name',
    )
})

test('names are shown masked', () => {
  assert.equal(maskSignInName({ name: '+8613800138000', kind: 'phone' }), '138****8000')
  assert.equal(maskSignInName({ name: 'lin@example.com', kind: 'email' }), 'l***@example.com')
})

test('passwords that everybody tries are refused', () => {
  for (const password of [
    'password',
    '12345678',
    'aaaaaaaaaa',
    'Password1',
    '13800138000',
    'woaini520',
  ])
    assert.throws(() => assertPassword(password, '+8613800138000'))
  assert.doesNotThrow(() => assertPassword('tea-and-rice-7', '+8613800138000'))
})
