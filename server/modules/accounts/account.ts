import { refusal } from '../../kernel/refusal.ts'

export const nameTaken = refusal(
  'sign_in_name_taken',
  409,
  'This phone number or e-mail address is already registered',
)
export const badCredentials = refusal('bad_credentials', 401, 'Name and password do not match')
export const passwordTooCommon = refusal(
  'password_too_common',
  422,
  'This password is too easy to guess',
)
export const demoOnly = refusal('demo_only', 404, 'This exists only in demo installations')
export const selfFollow = refusal('self_follow', 422, 'Nobody follows themselves')
export const tooManyAddresses = refusal('too_many_addresses', 422, 'At most 20 addresses')
export const badSignInName = refusal(
  'bad_sign_in_name',
  422,
  'This is neither a phone number nor an e-mail address',
)
