import { refusal } from '../../kernel/refusal.ts'
import { DAY } from '../../kernel/time.ts'
import { machine } from '../../platform/transition.ts'
import { SANDBOX } from './sandbox-provider.ts'

/**
 * An account that a shop or a person has with a payment provider. Its owner names it, an operator verifies it, and from then
 * on payouts go there through the provider. The one before stays in use until the new one is verified.
 */
export type ProviderAccountState = 'pending' | 'verified' | 'disabled'

export const providerAccounts = machine<ProviderAccountState>('provider_accounts', {
  pending: ['verified', 'disabled'],
  verified: ['disabled'],
  disabled: [],
})

/** Not verified by then, its owner has to name it anew. */
export const VERIFY_WITHIN = 14 * DAY

export type AccountOwner = { owner_kind: 'shop' | 'account'; owner_id: string }

export type ProviderAccountRow = AccountOwner & {
  id: string
  provider: string
  external_id: string
  holder: string
  state: ProviderAccountState
  state_at: Date
  deadline_at: Date | null
  state_reason: string
  named_by: string
  verified_by: string | null
  verified_at: Date | null
  /** What settles from then on is sent there by itself; null: only on request. */
  automatic_since: Date | null
  created_at: Date
}

export const providerNotConnected = refusal(
  'provider_not_connected',
  409,
  'This platform is not connected to that payment provider',
)
export const providerAccountMalformed = refusal(
  'provider_account_malformed',
  422,
  'This is no account of that payment provider',
)

type Form = {
  looks: RegExp
  /** The payee's line as the provider's door takes it. */
  line: (external_id: string, holder: string) => string
  /** All currencies where it is not said. */
  currencies?: readonly string[]
  /** A payout can be split off one trade's own money, whatever part of it. */
  splits_trades?: true
  /** What was paid out can be taken back there, as far as its receiver still has it. */
  takes_back?: true
}

/** How accounts look at each provider, as published by them. */
const FORMS: Readonly<Record<string, Form>> = {
  // The openid that the merchant's app knows a WeChat user by; from 2,000 yuan on the name is compared.
  wechat: {
    looks: /^o[\w-]{20,63}$/,
    line: (openid, holder) => `openid:${openid}|${holder}`,
    currencies: ['CNY'],
  },
  // A member number, or the phone or e-mail somebody signs in with, which goes with a name.
  alipay: {
    looks: /^(2088\d{12}|1\d{10}|[^\s|@]{1,100}@[^\s|@]{3,90})$/,
    line: (id, holder) => (/^2088\d{12}$/.test(id) ? `alipay:${id}` : `alipay:${id}|${holder}`),
    currencies: ['CNY'],
  },
  stripe: {
    looks: /^acct_\w{6,60}$/,
    line: (id) => id,
    splits_trades: true,
    takes_back: true,
  },
  [SANDBOX]: { looks: /^sbx_\w{4,40}$/, line: (id, holder) => `${holder} sandbox ${id}` },
}

/** Providers with whom an account can be named. */
export const knowsAccounts = (provider: string): boolean => Object.hasOwn(FORMS, provider)

/**
 * Whether payouts can come out of a trade's own money. WeChat Pay shares out 30 percent at most, which is less than what a
 * shop is due, so there they come out of the balance.
 */
export const splitsTrades = (provider: string): boolean => FORMS[provider]?.splits_trades ?? false

/**
 * Providers that take a payout back on request. WeChat Pay's and Alipay's transfers to wallets are final: they return only
 * what was shared out by their profit sharing, which pays no shop here.
 */
export const reversingProviders = (): string[] =>
  Object.keys(FORMS).filter((provider) => FORMS[provider]?.takes_back)

/** @throws `provider_account_malformed` */
export function assertLooksRight(provider: string, external_id: string): void {
  if (!FORMS[provider]?.looks.test(external_id)) throw providerAccountMalformed()
}

/**
 * To which of an owner's verified accounts money of this currency goes: the one verified last. Undefined where none takes it.
 */
export function chooseAccount<A extends Pick<ProviderAccountRow, 'provider' | 'verified_at'>>(
  verified: readonly A[],
  currency: string,
): A | undefined {
  return verified
    .filter(({ provider }) => {
      const form = FORMS[provider]
      return form !== undefined && (form.currencies?.includes(currency) ?? true)
    })
    .reduce<A | undefined>(
      (best, one) =>
        !best || (one.verified_at?.getTime() ?? 0) > (best.verified_at?.getTime() ?? 0)
          ? one
          : best,
      undefined,
    )
}

/** The payee's line of an account, as `NewPayout.bank_account` wants it. */
export const payeeLine = ({
  provider,
  external_id,
  holder,
}: Pick<ProviderAccountRow, 'provider' | 'external_id' | 'holder'>): string => {
  const form = FORMS[provider]
  if (!form) throw new Error(`${provider} has no accounts`)
  return form.line(external_id, holder)
}

/** Hidden but its last four, for whoever need not compare it. */
export const hideAccount = (external_id: string): string =>
  `${'*'.repeat(Math.max(0, external_id.length - 4))}${external_id.slice(-4)}`
