import { refusal } from '../../kernel/refusal.ts'

export type Duty = 'reviewer' | 'judge' | 'finance' | 'admin'

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
export const lastAdmin = refusal('last_admin', 409, 'Somebody has to remain administrator')

export type SignInName = { name: string; kind: 'phone' | 'email' }

/**
 * The one spelling of a phone number or e-mail address: full-width signs folded, spaces and dashes dropped,
 * mainland numbers with +86, addresses in lower case. Refuses what is neither.
 */
export function normaliseSignInName(typed: string): SignInName {
  const text = typed.normalize('NFKC').trim()
  if (text.includes('@')) {
    const name = text.toLowerCase()
    if (name.length <= 254 && /^[^\s@"<>\\]{1,64}@[^\s@"<>\\.]+(\.[^\s@"<>\\.]+)+$/.test(name))
      return { name, kind: 'email' }
    throw badSignInName()
  }
  const digits = text.replace(/[\s()-]/g, '')
  if (/^1[3-9]\d{9}$/.test(digits)) return { name: `+86${digits}`, kind: 'phone' }
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return { name: digits, kind: 'phone' }
  throw badSignInName()
}

/** What others may see of a sign-in name: `138****5678`, `l***@example.com`. */
export function maskSignInName({ name, kind }: SignInName): string {
  if (kind === 'email') return name.replace(/^(.)[^@]*/, '$1***')
  const digits = name.replace(/^\+86/, '')
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`
}

/** A phone number with its middle hidden. */
export const maskPhone = (phone: string): string => phone.replace(/^(.{3}).*(.{4})$/, '$1****$2')
/** A person’s name with all but the first letter hidden. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}**`

const COMMON = new Set(
  '12345678 123456789 1234567890 password password1 password123 passw0rd qwertyui qwerty123 qwertyuiop 11111111 00000000 88888888 66666666 87654321 abcd1234 abc12345 a1234567 a12345678 iloveyou 1q2w3e4r 1qaz2wsx asdfghjk asdf1234 zxcvbnm1 football baseball sunshine princess superman dragon12 monkey12 letmein1 welcome1 admin123 administrator woaini520 woaini1314 5201314520 1314520520 qq123456 aa123456 123123123 12341234 11223344 147258369 147852369 159357159 987654321 closedloop'.split(
    ' ',
  ),
)

/** Refuses what is on the list of common passwords, is one sign repeated, or is the sign-in name itself. */
export function assertPassword(password: string, name: string): void {
  const plain = password.normalize('NFKC').toLowerCase()
  if (
    COMMON.has(plain) ||
    new Set(plain).size < 3 ||
    plain === name ||
    `+86${plain}` === name ||
    plain === name.split('@')[0]
  )
    throw passwordTooCommon()
}
