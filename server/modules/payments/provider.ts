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
  finished_at: Date | null
  /** Why it failed, in the provider's words. */
  reason: string | null
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
}
export type NewRefund = {
  number: string
  /** The provider's number of the trade. */
  trade_number: string
  amount: bigint
  currency: string
  notify_url: string
}
export type NewPayout = {
  number: string
  amount: bigint
  currency: string
  bank_account: string
  notify_url: string
}

/** A genuine callback; without a report it is of a kind that we do not know, or cannot be read. */
export type Callback = { event_id: string; type: string; report: Report | undefined }

/** One row of a provider's daily file. */
export type BillLine = {
  about: Report['about']
  number: string
  provider_number: string
  amount: bigint
  currency: string
  fee: bigint
  finished_at: Date
}

export type Provider = {
  readonly name: string
  /** Makes the trade, or finds the one made before under the same number. */
  create: (trade: NewTrade) => Promise<Answer<{ cashier_url: string }>>
  /** Undefined: the provider never heard of this number. */
  query: (number: string) => Promise<Answer<Report | undefined>>
  /** Ends a trade that is not paid. Says `succeeded` when the money was faster. */
  close: (number: string) => Promise<Answer<Report | undefined>>
  refund: (refund: NewRefund) => Promise<Answer<Report>>
  queryRefund: (number: string) => Promise<Answer<Report | undefined>>
  payout: (payout: NewPayout) => Promise<Answer<Report>>
  queryPayout: (number: string) => Promise<Answer<Report | undefined>>
  /** Judges raw bytes by signature and time before anything is parsed; undefined: not theirs. */
  verifyCallback: (
    raw: Buffer,
    headers: Record<string, string | string[] | undefined>,
    now: Date,
  ) => Callback | undefined
  /** Reads a callback that was verified when it was stored. */
  readCallback: (raw: Buffer) => Callback
  /** The provider's file of one calendar day (Asia/Shanghai). */
  fetchBill: (day: string) => Promise<Answer<BillLine[]>>
}

export type Providers = ReadonlyMap<string, Provider>
