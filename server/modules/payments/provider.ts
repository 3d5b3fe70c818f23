/**
 * The door to payment providers. Each adapter speaks its provider's protocol behind it; the platform makes every
 * number before the first call and repeats a call only under the same number (I-25).
 */

/** What a provider says about one of our numbers: in a callback, or when asked. */
export type Report = {
  about: 'payment' | 'refund' | 'payout'
  /** Our number. */
  number: string
  /** Theirs. */
  provider_number: string
  state: 'waiting' | 'succeeded' | 'failed' | 'closed'
  /** Minor units. */
  amount: bigint
  currency: string
  /** When it ended; of a payout that came back, when that was. */
  finished_at: Date | null
  /** Why it failed, in the provider's words. */
  reason: string | null
  /** Says less than an answer to our question would: not for which day it counts, or not whether it is through. Ask. */
  is_hint?: true
}

/** A call's end: an answer, a clear no, or "nobody knows whether it happened" (then ask, never renumber). */
export type Answer<T> =
  | { is: 'answered'; value: T }
  | { is: 'refused'; why: string }
  | { is: 'unknown'; why: string }

export type NewTrade = {
  number: string
  amount: bigint
  currency: string
  title: string
  payee: string
  expires_at: Date
  /** Where the cashier sends the buyer when done. */
  return_url: string
  notify_url: string
  /** What the buyer looks at: some providers have another cashier for phones. */
  screen?: Screen
  /** The buyer's address; WeChat Pay wants it for its cashier on phones. */
  payer_ip?: string
}
export type Screen = 'desk' | 'phone'
export type Cashier = {
  /** Where the buyer goes. With a `code` it is shown to be scanned instead. */
  cashier_url: string
  is_code?: true
  /** Theirs, where a trade cannot be asked about by our number alone; kept on the payment. */
  trade_ref?: string
}
export type NewRefund = {
  number: string
  /** The provider's number of the trade. */
  trade_number: string
  amount: bigint
  /** All that the trade brought: some providers compare it. */
  paid: bigint
  currency: string
  notify_url: string
}
export type NewPayout = {
  number: string
  amount: bigint
  currency: string
  /**
   * To whom. The sandbox takes any line; `openid:…` is a WeChat user, `alipay:<login>|<name>` or `alipay:2088…` an Alipay
   * account, `acct_…` a connected account of Stripe. What is of another provider is refused.
   */
  bank_account: string
  notify_url: string
}

/** A genuine callback; without a report it is of a kind that we do not know, or cannot be read. */
export type Callback = { event_id: string; type: string; report: Report | undefined }

/** What a row of a provider's file is about: a `payout_return` is money of a payout that is back with the provider. */
export type BilledAbout = Report['about'] | 'payout_return'

/** One row of a provider's daily file. */
export type BillLine = {
  about: BilledAbout
  number: string
  provider_number: string
  amount: bigint
  currency: string
  fee: bigint
  finished_at: Date
}

/** Who gets how much of one trade: the provider's mirror of what settlement shares out. */
export type Split = {
  number: string
  /** The provider's number of the trade whose money is shared. */
  trade_number: string
  currency: string
  receivers: readonly { account: string; amount: bigint; words: string }[]
}
export type SplitReport = {
  number: string
  provider_number: string
  /** `waiting`: taken, and not through yet. */
  state: 'waiting' | 'succeeded' | 'failed'
  receivers: readonly { account: string; amount: bigint; state: SplitReport['state'] }[]
  /** When it went through, by the provider's word. */
  finished_at: Date | null
}
/** What a receiver gives back, when a line is refunded after it was shared out. */
export type SplitReturn = {
  number: string
  split_number: string
  trade_number: string
  account: string
  amount: bigint
  currency: string
}
/** What became of it; their number and time where they tell them. */
export type SplitBack = {
  state: SplitReport['state']
  provider_number?: string
  finished_at?: Date | null
}
export type Splits = {
  /** Shares out part of a trade; the rest stays frozen. The same number shares once. */
  split: (order: Split) => Promise<Answer<SplitReport>>
  querySplit: (number: string, trade_number: string) => Promise<Answer<SplitReport | undefined>>
  /** Nothing more will be shared: what is left of the trade goes to its merchant. */
  release: (number: string, trade_number: string) => Promise<Answer<SplitReport>>
  giveBack: (back: SplitReturn) => Promise<Answer<SplitBack>>
  /** Undefined: the provider never heard of this number. Not said: nothing is taken back of payouts there. */
  queryGiveBack?: (
    back: Pick<SplitReturn, 'number' | 'split_number' | 'account'>,
  ) => Promise<Answer<SplitBack | undefined>>
}

export type Provider = {
  readonly name: string
  /** Makes the trade, or finds the one made before under the same number. */
  create: (trade: NewTrade) => Promise<Answer<Cashier>>
  /** Undefined: the provider never heard of this number. `trade_ref` is what `create` gave. */
  query: (number: string, trade_ref?: string | null) => Promise<Answer<Report | undefined>>
  /** Ends a trade that is not paid. Says `succeeded` when the money was faster. */
  close: (number: string, trade_ref?: string | null) => Promise<Answer<Report | undefined>>
  refund: (refund: NewRefund) => Promise<Answer<Report>>
  queryRefund: (number: string, trade_number: string) => Promise<Answer<Report | undefined>>
  payout: (payout: NewPayout) => Promise<Answer<Report>>
  queryPayout: (number: string) => Promise<Answer<Report | undefined>>
  /** Judges raw bytes by signature and time before anything is parsed; undefined: not theirs. */
  verifyCallback: (raw: Buffer, headers: Headers, now: Date) => Callback | undefined
  /** Reads a callback that was verified when it was stored. */
  readCallback: (raw: Buffer) => Callback
  /** The provider's file of one calendar day (Asia/Shanghai). */
  fetchBill: (day: string) => Promise<Answer<BillLine[]>>
  /** Fetches what judging this callback needs (a rotated certificate), before it is judged; asks nobody twice a minute. */
  prepare?: (headers: Headers) => Promise<void>
  /** Callbacks reach us under this address; this machine's own where it is not said. */
  callback_base?: string
  /** The word it takes for "received", where it is not our JSON. */
  thanks?: string
  /** Whether it takes money of this currency; all where it is not said. */
  takes?: (currency: string) => boolean
  splits?: Splits
}

export type Headers = Record<string, string | string[] | undefined>

export type Providers = ReadonlyMap<string, Provider>

/**
 * The provider of that name; where its keys were taken away while it still holds something of ours, one that knows nothing:
 * what it holds waits, and says why.
 */
export function providerOf(providers: Providers, name: string): Provider {
  const found = providers.get(name)
  if (found) return found
  const nobody = async () => ({ is: 'unknown', why: `the keys of ${name} are not set` }) as const
  return {
    name,
    ...{ create: nobody, query: nobody, close: nobody, refund: nobody, queryRefund: nobody },
    ...{ payout: nobody, queryPayout: nobody, fetchBill: nobody },
    verifyCallback: () => undefined,
    readCallback: () => {
      throw new Error(`the keys of ${name} are not set`)
    },
  }
}
