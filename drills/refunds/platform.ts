/**
 * The platform of this drill, in a process of its own so that it can be broken: takes payments and refunds through its own
 * front doors, and sends the refunds until all have an end or `STEPS` looks have passed. Speaks to the drill by messages.
 */

import { buildApp } from '../../server/app.ts'
import { newId } from '../../server/kernel/ids.ts'
import { after, DAY } from '../../server/kernel/time.ts'
import { register } from '../../server/modules/accounts/index.ts'
import { applyProviderResults } from '../../server/modules/payments/apply-provider-results.ts'
import {
  draftPayment,
  insertPayments,
  requestRefunds,
} from '../../server/modules/payments/index.ts'
import { readConfig } from '../../server/platform/config.ts'
import { inTransaction, row } from '../../server/platform/db.ts'
import { checkInvariants } from '../../server/platform/invariants.ts'
import { silentLog } from '../../server/platform/log.ts'
import { toJson } from '../../server/platform/outbox.ts'
import { makeDice } from '../callbacks/dice.ts'
import type { Said } from './said.ts'

const [count = 300, seed = 1] = process.argv.slice(2).map(Number)
const STEPS = 60
const CHUNK = 500
const say = (said: Said): void => void process.send?.(said)

const app = await buildApp(
  readConfig({
    DATA_DIR: process.env.DATA_DIR,
    PORT: '0',
    HOST: '127.0.0.1',
    RTMP_PORT: '0',
    MEDIA_PORT: '0',
    DEMO: '1',
    SANDBOX_PAY_URL: process.env.SANDBOX_PAY_URL,
    SECRET_SANDBOX_PAYMENT: process.env.SECRET_SANDBOX_PAYMENT,
  }),
  { database_url: process.env.DATABASE_URL as string, log: silentLog(), pool: 8 },
)
const url = await app.listen()
const { db, clock } = app.context
const dice = makeDice(seed)

const payer_id = await register(db, {
  sign_in_name: '13800001234',
  password: 'tea-and-rice-7',
  nickname: 'Buyer',
  is_creator: false,
  duties: [],
  now: clock.now(),
})

/** One payment for each two or three refunds; now and then the whole of it goes back in one. */
const wishes: { payment_id: string; amount: bigint }[] = []
while (wishes.length < count) {
  const now = clock.now()
  const made = Array.from({ length: Math.min(CHUNK, Math.ceil((count - wishes.length) / 2)) }, () =>
    draftPayment({
      subject_kind: 'deposit',
      subject_id: newId(),
      payer_id,
      amount: BigInt(1_000 + dice.below(50_000)),
      currency: 'CNY',
      title: '明前龙井 250g',
      deadline_at: after(now, DAY),
      now,
    }),
  )
  await inTransaction(db, async (tx) => {
    await insertPayments(tx, made)
    await applyProviderResults(
      tx,
      made.map(({ number, amount, id }) => ({
        about: 'payment' as const,
        number,
        provider_number: `T${id}`,
        state: 'succeeded' as const,
        amount,
        currency: 'CNY',
        finished_at: now,
        reason: null,
      })),
      { provider: 'sandbox', source: 'callback', now },
    )
  })
  say({ took: made.map(({ id, amount }) => ({ trade: `T${id}`, amount: Number(amount) })) })
  for (const { id, amount } of made) {
    const parts = dice.chance(0.2) ? 1 : 2 + dice.below(2)
    const each = amount / BigInt(parts + (dice.chance(0.5) ? 1 : 0))
    for (let part = 0; part < parts && wishes.length < count; part++)
      wishes.push({ payment_id: id, amount: each })
  }
}
for (let from = 0; from < wishes.length; from += CHUNK)
  await inTransaction(db, (tx) =>
    requestRefunds(
      tx,
      wishes.slice(from, from + CHUNK).map((wish) => ({
        ...wish,
        reason_kind: 'order_cancelled' as const,
        reason_id: newId(),
        order_id: null,
      })),
      clock.now(),
    ),
  )
say({ ready: `${url}/v1/providers/sandbox/callbacks` })
await new Promise((done) => process.once('message', done))

const started = clock.now().getTime() - Date.now()
let steps = 0
for (; steps < STEPS; steps++) {
  await app.settleDown()
  const left = await row<{ next: Date | null }>(db)`
    select min(next_attempt_at) as next from refunds where state in ('requested', 'sent') and ${true}::boolean`
  if (!left?.next) break
  await clock.advance(Math.max(1_000, left.next.getTime() - clock.now().getTime()))
  say({ ahead_ms: clock.now().getTime() - Date.now() })
}
// What was carried out late may still be told.
await new Promise((done) => setTimeout(done, 300))
await app.settleDown()
const findings = await checkInvariants(db, await app.invariants())
say({
  done: {
    steps,
    virtual_s: Math.round((clock.now().getTime() - Date.now() - started) / 1_000),
    invariants: findings.length,
    violations: findings
      .filter(({ rows }) => rows.length > 0)
      .map(({ name, rows }) => `${name}: ${toJson(rows.slice(0, 2))}`),
  },
})
await app.close()
process.disconnect?.()
