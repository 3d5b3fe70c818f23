import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { BadConfig } from './bad-config.ts'

export type WechatSettings = {
  url: string
  appid: string
  mchid: string
  /** Serial of the merchant's API certificate, which names our signing key. */
  serial: string
  private_key: KeyObject
  /** 32 bytes: opens callbacks and platform certificates. */
  api_v3_key: string
  /** Public-key mode: `PUB_KEY_ID_…` and the key. Without it platform certificates are downloaded. */
  public_key: { id: string; key: KeyObject } | undefined
  /** Freezes what is paid until it was shared out. */
  profit_sharing: boolean
  /** The approved scene of payouts, with what has to be reported for it: `type=content;type=content`. */
  transfer_scene: { id: string; reports: readonly { info_type: string; info_content: string }[] }
}
export type AlipaySettings = {
  gateway: string
  app_id: string
  seller_id: string
  private_key: string
  key_type: 'PKCS1' | 'PKCS8'
  /** Alipay's public key; with certificates it is read from theirs. */
  public_key: string | undefined
  certificates: { app: string; alipay: string; root: string } | undefined
  /** `page`: Alipay's own cashier page; `code`: a code to scan. */
  cashier: 'page' | 'code'
}
export type StripeSettings = {
  url: string
  secret_key: string
  /** Newest first; the second stays good while it rotates. */
  webhook_secrets: readonly string[]
}
export type ProviderSettings = {
  /** The order in which a cashier offers them; unset: all that have keys. */
  offered: readonly string[] | undefined
  wechat: WechatSettings | undefined
  alipay: AlipaySettings | undefined
  stripe: StripeSettings | undefined
}

type Env = Record<string, string | undefined>

/**
 * Reads the payment providers' keys. A provider none of whose settings is there is not offered; one with half of them
 * stops the start. Any setting may lie in a file instead: `<NAME>_FILE`.
 * @throws BadConfig
 */
export function readProviderSettings(env: Env): ProviderSettings {
  const read = reader(env)
  const settings = readAll(read)
  const offered = env.PAYMENT_PROVIDERS?.split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  for (const name of offered ?? []) {
    if (name === 'sandbox') continue
    if (!(name in settings) || !settings[name as keyof typeof settings])
      throw new BadConfig(`PAYMENT_PROVIDERS names "${name}", whose keys are not set`)
  }
  return { offered, ...settings }
}

function readAll(read: Reader): Omit<ProviderSettings, 'offered'> {
  return {
    wechat: read.any('WECHAT_PAY_') ? wechat(read) : undefined,
    alipay: read.any('ALIPAY_') ? alipay(read) : undefined,
    stripe: read.any('STRIPE_') ? stripe(read) : undefined,
  }
}

function wechat(read: Reader): WechatSettings {
  const api_v3_key = read.needed('WECHAT_PAY_API_V3_KEY')
  if (Buffer.byteLength(api_v3_key) !== 32)
    throw new BadConfig('WECHAT_PAY_API_V3_KEY must have 32 characters')
  const id = read.maybe('WECHAT_PAY_PUBLIC_KEY_ID')
  return {
    url: read.url('WECHAT_PAY_URL', 'https://api.mch.weixin.qq.com'),
    appid: read.needed('WECHAT_PAY_APPID'),
    mchid: read.needed('WECHAT_PAY_MCHID'),
    serial: read.needed('WECHAT_PAY_SERIAL'),
    private_key: read.key('WECHAT_PAY_PRIVATE_KEY', createPrivateKey),
    api_v3_key,
    public_key: id ? { id, key: read.key('WECHAT_PAY_PUBLIC_KEY', createPublicKey) } : undefined,
    profit_sharing: read.maybe('WECHAT_PAY_PROFIT_SHARING') === '1',
    transfer_scene: {
      id: read.maybe('WECHAT_PAY_TRANSFER_SCENE') ?? '1005',
      reports: (read.maybe('WECHAT_PAY_TRANSFER_REPORTS') ?? '岗位类型=带货主播;报酬说明=带货佣金')
        .split(';')
        .map((one) => {
          const [info_type = '', info_content = ''] = one.split('=')
          return { info_type, info_content }
        }),
    },
  }
}

function alipay(read: Reader): AlipaySettings {
  const app = read.maybe('ALIPAY_APP_CERT')
  const certificates = app
    ? { app, alipay: read.needed('ALIPAY_PUBLIC_CERT'), root: read.needed('ALIPAY_ROOT_CERT') }
    : undefined
  const key_type = read.maybe('ALIPAY_KEY_TYPE') === 'PKCS1' ? 'PKCS1' : 'PKCS8'
  const private_key = read.needed('ALIPAY_PRIVATE_KEY')
  const kind = key_type === 'PKCS1' ? 'RSA PRIVATE KEY' : 'PRIVATE KEY'
  assertKey('ALIPAY_PRIVATE_KEY', () => createPrivateKey(pemOf(private_key, kind)))
  const public_key = certificates ? undefined : read.needed('ALIPAY_PUBLIC_KEY')
  if (public_key)
    assertKey('ALIPAY_PUBLIC_KEY', () => createPublicKey(pemOf(public_key, 'PUBLIC KEY')))
  const cashier = read.maybe('ALIPAY_CASHIER') ?? 'page'
  if (cashier !== 'page' && cashier !== 'code')
    throw new BadConfig('ALIPAY_CASHIER must be page or code')
  return {
    gateway: read.url('ALIPAY_GATEWAY', 'https://openapi.alipay.com/gateway.do'),
    app_id: read.needed('ALIPAY_APP_ID'),
    seller_id: read.needed('ALIPAY_SELLER_ID'),
    private_key,
    key_type,
    public_key,
    certificates,
    cashier,
  }
}

/** Alipay's own tool gives keys as bare base64. */
const pemOf = (key: string, kind: string): string =>
  key.includes('-----')
    ? key.replaceAll('\\n', '\n')
    : `-----BEGIN ${kind}-----\n${key}\n-----END ${kind}-----`

function assertKey(name: string, make: () => KeyObject): void {
  try {
    make()
  } catch {
    throw new BadConfig(`${name} is no key of the kind that was said`)
  }
}

const stripe = (read: Reader): StripeSettings => ({
  url: read.url('STRIPE_URL', 'https://api.stripe.com'),
  secret_key: read.needed('STRIPE_SECRET_KEY'),
  webhook_secrets: read.needed('STRIPE_WEBHOOK_SECRET').split(','),
})

type Reader = ReturnType<typeof reader>

const reader = (env: Env) => {
  const maybe = (name: string): string | undefined => {
    const file = env[`${name}_FILE`]
    if (!file) return env[name]?.trim() || undefined
    try {
      return readFileSync(file, 'utf8').trim()
    } catch {
      throw new BadConfig(`${name}_FILE names a file that cannot be read`)
    }
  }
  const needed = (name: string): string => {
    const value = maybe(name)
    if (!value) throw new BadConfig(`${name} (or ${name}_FILE) is missing`)
    return value
  }
  return {
    maybe,
    needed,
    any: (prefix: string) => Object.keys(env).some((name) => name.startsWith(prefix) && env[name]),
    url: (name: string, otherwise: string): string => {
      const url = maybe(name)?.replace(/\/$/, '') ?? otherwise
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        throw new BadConfig(`${name} must begin with http:// or https://`)
      return url
    },
    key: (name: string, make: (pem: string) => KeyObject): KeyObject => {
      try {
        // One line with \n in it, as environments like to have them.
        return make(needed(name).replaceAll('\\n', '\n'))
      } catch (error) {
        if (error instanceof BadConfig) throw error
        throw new BadConfig(`${name} is no PEM key`)
      }
    },
  }
}
