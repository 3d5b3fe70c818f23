import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BadConfig } from './bad-config.ts'
import { type ProviderSettings, readProviderSettings } from './provider-settings.ts'

export { BadConfig }

export type Role = 'http' | 'live' | 'media' | 'jobs' | 'sandbox'
const ROLES: readonly Role[] = ['http', 'live', 'media', 'jobs', 'sandbox']
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Everything the outside may set; read once, at the start, from the environment. */
export type Config = {
  /** Where the embedded database, uploads, recordings and secrets lie. */
  data_dir: string
  port: number
  host: string
  /** The address people reach us under; links, callbacks and push addresses are made from it. */
  public_url: string
  /** Nobody set PUBLIC_URL: people may come under any name of this machine. */
  public_url_guessed: boolean
  rtmp_port: number
  media_port: number
  /** Set: players fetch from here (a CDN); unset: from the name they reached us under, at the media port. */
  media_url: string | undefined
  /** Set: the payment sandbox answers there; unset: in this process. */
  sandbox_pay_url: string | undefined
  /** Keys of payment providers; none of a provider: it is not offered. */
  providers: ProviderSettings
  /** Payouts up to this many minor units go out without a run of two persons; 0: every one waits for a run. */
  payout_release_up_to: bigint
  /** Set: your own PostgreSQL; unset: the embedded one. */
  database_url: string | undefined
  roles: ReadonlySet<Role>
  /** A demo installation: one-click sign-in, a movable clock. Never on one that real people use. */
  demo: boolean
  /** What the demo brings along: everything, or only its people (`DEMO=people`). */
  demo_content: 'all' | 'people'
  /** The first administrator, made at the start when there is none yet. */
  first_admin: { sign_in_name: string; password: string } | undefined
  /** Off only for load programs and generated tests, which come from one address. */
  rate_limits: boolean
  log_level: string
  /** How long merchants announce a lower commission before it counts (alliance/notice.ts). */
  plan_notice: 'two_days' | 'next_day'
  /** Signing keys by purpose, newest first; the second stays valid while keys rotate. */
  secrets: Readonly<Record<SecretName, readonly string[]>>
  version: string
}

const SECRETS = [
  'publish',
  'play',
  'cursor',
  'sandbox_payment',
  'sandbox_carrier',
  'ticket',
  'attribution',
] as const
export type SecretName = (typeof SECRETS)[number]

export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const data_dir = resolve(env.DATA_DIR ?? 'data')
  const port = portOf(env, 'PORT', 3000)
  const host = env.HOST ?? '0.0.0.0'
  const roles = env.ROLES ? env.ROLES.split(',').map((role) => role.trim()) : [...ROLES]
  for (const role of roles)
    if (!ROLES.includes(role as Role))
      throw new BadConfig(`ROLES names "${role}"; known are ${ROLES.join(', ')}`)
  const public_url = (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, '')
  const media_url = env.MEDIA_URL?.replace(/\/$/, '')
  const sandbox_pay_url = env.SANDBOX_PAY_URL?.replace(/\/$/, '')
  const urls = { PUBLIC_URL: public_url, MEDIA_URL: media_url, SANDBOX_PAY_URL: sandbox_pay_url }
  for (const [name, url] of Object.entries(urls))
    if (url && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
      throw new BadConfig(`${name} must begin with http:// or https://, not "${url}"`)
  // A demo's terminal is read by people: the addresses and what goes wrong.
  const log_level = env.LOG_LEVEL ?? (env.DEMO === '0' ? 'info' : 'warn')
  if (!LOG_LEVELS.includes(log_level))
    throw new BadConfig(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${log_level}"`)
  const plan_notice = env.PLAN_NOTICE || 'two_days'
  if (plan_notice !== 'two_days' && plan_notice !== 'next_day')
    throw new BadConfig(`PLAN_NOTICE must be two_days or next_day, not "${plan_notice}"`)
  return {
    data_dir,
    port,
    host,
    public_url,
    public_url_guessed: !env.PUBLIC_URL,
    rtmp_port: portOf(env, 'RTMP_PORT', 1935),
    media_port: portOf(env, 'MEDIA_PORT', port === 0 || port === 65_535 ? 0 : port + 1),
    media_url,
    sandbox_pay_url,
    providers: readProviderSettings(env),
    // On a demo small ones go at once and larger ones show the release by two persons.
    payout_release_up_to: naturalOf(
      env,
      'PAYOUT_RELEASE_UP_TO',
      (env.DEMO ?? '1') !== '0' ? 10_000n : 0n,
    ),
    database_url: env.DATABASE_URL,
    roles: new Set(roles as Role[]),
    demo: (env.DEMO ?? '1') !== '0',
    demo_content: env.DEMO === 'people' ? 'people' : 'all',
    first_admin: firstAdmin(env),
    rate_limits: env.RATE_LIMITS !== '0',
    log_level,
    plan_notice,
    secrets: readSecrets(data_dir, env),
    version: '0.1.0',
  }
}

function firstAdmin(env: Record<string, string | undefined>): Config['first_admin'] {
  const { ADMIN_NAME: sign_in_name, ADMIN_PASSWORD: password } = env
  if (!sign_in_name && !password) return undefined
  if (!sign_in_name || !password)
    throw new BadConfig(
      'the first administrator needs both ADMIN_NAME (phone or e-mail) and ADMIN_PASSWORD',
    )
  return { sign_in_name, password }
}

/** A whole number that is not negative. */
function naturalOf(
  env: Record<string, string | undefined>,
  name: string,
  otherwise: bigint,
): bigint {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  if (!/^\d{1,15}$/.test(text)) throw new BadConfig(`${name} must be a whole number, not "${text}"`)
  return BigInt(text)
}

function portOf(env: Record<string, string | undefined>, name: string, otherwise: number): number {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new BadConfig(`${name} must be a port number, not "${text}"`)
  return port
}

/** From `SECRET_<NAME>` (comma-separated, newest first), else made once and kept in the data folder. */
function readSecrets(data_dir: string, env: Record<string, string | undefined>): Config['secrets'] {
  mkdirSync(data_dir, { recursive: true })
  const file = join(data_dir, 'secrets.json')
  const kept = readKept(file)
  let made = false
  const secrets = {} as Record<SecretName, string[]>
  for (const name of SECRETS) {
    const set = env[`SECRET_${name.toUpperCase()}`]
    if (set) {
      secrets[name] = set.split(',')
      for (const value of secrets[name])
        if (value.length < 24)
          throw new BadConfig(`SECRET_${name.toUpperCase()} needs at least 24 characters`)
      continue
    }
    if (!kept[name]) {
      kept[name] = randomBytes(32).toString('base64url')
      made = true
    }
    secrets[name] = [kept[name] as string]
  }
  if (made) {
    writeFileSync(`${file}.part`, JSON.stringify(kept, null, 2), { mode: 0o600 })
    renameSync(`${file}.part`, file)
  }
  return secrets
}

function readKept(file: string): Record<string, string> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new BadConfig(
      `${file} is damaged; put it back from a copy, or delete it to make new keys`,
    )
  }
}
