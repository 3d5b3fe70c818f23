import type Stripe from 'stripe'
import type { Answer, SplitBack, SplitReport, Splits } from '../../provider.ts'
import { made, told } from './client.ts'
import { cameBack, fromStripe, idOf, reversedAt, toStripe } from './readings.ts'

const lastOf = (times: readonly (Date | null)[]): Date | null =>
  times.reduce((last, at) => (at && (!last || at > last) ? at : last), null)

/** Stripe takes back at once or not at all. */
const readBack = ({ id, created }: Stripe.TransferReversal): SplitBack => ({
  state: 'succeeded',
  provider_number: id,
  finished_at: new Date(created * 1_000),
})

/**
 * Separate charges and transfers: the charge is the platform's, and each receiver gets a transfer out of it, named by our
 * number. What is left stays with the platform: nothing is frozen there, so nothing has to be released.
 */
export function stripeSplits(stripe: Stripe): Splits {
  const transfersOf = async (number: string): Promise<Stripe.Transfer[]> => {
    const found: Stripe.Transfer[] = []
    for await (const one of stripe.transfers.list({ transfer_group: number, limit: 100 }))
      if (one.metadata?.number === number) found.push(one)
    return found
  }
  const transferTo = async (
    account: string,
    number: string,
  ): Promise<Answer<Stripe.Transfer | undefined>> => {
    const found = await told(() => transfersOf(number))
    if (found.is !== 'answered') return found
    const transfer = found.value?.find(({ destination }) => idOf(destination) === account)
    return { is: 'answered', value: transfer }
  }
  const readAll = (number: string, transfers: readonly Stripe.Transfer[]): SplitReport => ({
    number,
    provider_number: transfers[0]?.id ?? '',
    state: transfers.some(cameBack) ? 'failed' : 'succeeded',
    receivers: transfers.map((one) => ({
      account: idOf(one.destination) ?? '',
      amount: fromStripe(one.amount, one.currency.toUpperCase()) ?? 0n,
      state: cameBack(one) ? 'failed' : 'succeeded',
    })),
    finished_at: lastOf(
      transfers.map((one) => (cameBack(one) ? reversedAt(one) : new Date(one.created * 1_000))),
    ),
  })

  return {
    split: async ({ number, trade_number, currency, receivers }) => {
      const intent = await told(() => stripe.paymentIntents.retrieve(trade_number))
      if (intent.is !== 'answered') return intent
      const charge = idOf(intent.value?.latest_charge)
      if (!charge) return { is: 'refused', why: 'resource_missing' }
      const transfers: Stripe.Transfer[] = []
      for (const [index, { account, amount, words }] of receivers.entries()) {
        const count = toStripe(amount, currency)
        if (count === undefined) return { is: 'refused', why: 'amount_not_taken' }
        const answer: Answer<Stripe.Transfer> = made(
          await told(() =>
            stripe.transfers.create(
              {
                amount: count,
                currency: currency.toLowerCase(),
                destination: account,
                source_transaction: charge,
                transfer_group: number,
                description: words.slice(0, 200),
                metadata: { number, index: String(index) },
              },
              { idempotencyKey: `split-${number}-${index}` },
            ),
          ),
        )
        // Some may have gone: the same number again sends only what is missing.
        if (answer.is === 'refused' && transfers.length > 0)
          return { is: 'unknown', why: `after ${index} of ${receivers.length}: ${answer.why}` }
        if (answer.is !== 'answered') return answer
        transfers.push(answer.value)
      }
      return { is: 'answered', value: readAll(number, transfers) }
    },
    querySplit: async (number) => {
      const answer = await told(() => transfersOf(number))
      if (answer.is !== 'answered') return answer
      const transfers = answer.value ?? []
      return {
        is: 'answered',
        value: transfers.length > 0 ? readAll(number, transfers) : undefined,
      }
    },
    release: async (number, trade_number) => ({
      is: 'answered',
      value: {
        number,
        provider_number: trade_number,
        state: 'succeeded',
        receivers: [],
        finished_at: null,
      },
    }),
    giveBack: async ({ number, split_number, account, amount, currency }) => {
      const count = toStripe(amount, currency)
      if (count === undefined) return { is: 'refused', why: 'amount_not_taken' }
      const found = await transferTo(account, split_number)
      if (found.is !== 'answered') return found
      const transfer = found.value
      if (!transfer) return { is: 'refused', why: 'resource_missing' }
      const answer = made(
        await told(() =>
          stripe.transfers.createReversal(
            transfer.id,
            { amount: count, metadata: { number } },
            { idempotencyKey: `return-${number}` },
          ),
        ),
      )
      return answer.is === 'answered' ? { is: 'answered', value: readBack(answer.value) } : answer
    },
    queryGiveBack: async ({ number, split_number, account }) => {
      const found = await transferTo(account, split_number)
      if (found.is !== 'answered') return found
      const transfer = found.value
      if (!transfer) return { is: 'answered', value: undefined }
      const back = await told(async () => {
        for await (const one of stripe.transfers.listReversals(transfer.id, { limit: 100 }))
          if (one.metadata?.number === number) return one
        return undefined
      })
      if (back.is !== 'answered') return back
      return { is: 'answered', value: back.value && readBack(back.value) }
    },
  }
}
