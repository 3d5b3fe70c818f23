import { newId, showId } from '../../kernel/ids.ts'
import { system } from '../../kernel/state.ts'
import { row, type Tx } from '../../platform/db.ts'
import { recordBirth } from '../../platform/transition.ts'
import { type PaymentRow, payments } from './payment.ts'
import { SANDBOX } from './sandbox-provider.ts'

export type NewPayment = {
  subject_kind: 'checkout' | 'deposit'
  subject_id: string
  payer_id: string
  /** Minor units, more than nothing. */
  amount: bigint
  currency: string
  /** What the cashier shows: goods, at most 120 characters are kept. */
  title: string
  /** Whom it goes to, for the cashier: names of shops. */
  payee?: string
  /** Until when it may be paid. */
  deadline_at: Date
  now: Date
  provider?: string
}

/**
 * Asks a payer for money, in the caller's transaction. Our number at the provider is made here, before anybody
 * calls anyone; the provider learns of it when the payer opens the cashier.
 */
export async function openPayment(tx: Tx, wish: NewPayment): Promise<PaymentRow> {
  const id = newId()
  const payment = await row<PaymentRow>(tx)`
    insert into payments (id, subject_kind, subject_id, payer_id, provider, number, amount, currency, title, payee, state, state_at, deadline_at, created_at)
    values (${id}, ${wish.subject_kind}, ${wish.subject_id}, ${wish.payer_id}, ${wish.provider ?? SANDBOX}, ${showId('pay', id)}, ${wish.amount},
      ${wish.currency}, ${cut(wish.title, 120)}, ${cut(wish.payee ?? '', 80)}, 'created', ${wish.now}, ${wish.deadline_at}, ${wish.now})
    returning *`
  await recordBirth(tx, payments, {
    ids: [id],
    state: 'created',
    actor: system('payments.open'),
    reason: wish.subject_kind,
    now: wish.now,
    deadline_at: wish.deadline_at,
  })
  return payment as PaymentRow
}

/** Shortens to so many characters as people count them. */
const cut = (text: string, max: number): string => {
  const signs = [...text]
  return signs.length > max ? `${signs.slice(0, max - 1).join('')}…` : text
}
