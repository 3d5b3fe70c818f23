import assert from 'node:assert/strict'
import { newId, showId } from '../../../kernel/ids.ts'
import { after, MINUTE } from '../../../kernel/time.ts'
import { makeFaults } from './simulators/faults.ts'
import { simulateWechat } from './simulators/wechat.ts'
import { wechatProvider } from './wechat/wechat-provider.ts'

/** A simulator and the client that speaks to it, on a clock of their own. */
export async function stand(
  mode: 'certificates' | 'public_key' = 'certificates',
  { profit_sharing = false } = {},
) {
  let at = new Date('2026-03-01T04:00:00Z')
  const now = () => at
  const faults = makeFaults()
  const simulator = await simulateWechat({ faults, now, mode })
  const open = (timeout_ms?: number) =>
    wechatProvider({
      settings: { ...simulator.settings, profit_sharing },
      now,
      callback_base: 'https://shop.example',
      ...(timeout_ms ? { timeout_ms } : {}),
    })
  const provider = open()
  return {
    simulator,
    provider,
    impatient: open(100),
    faults,
    now,
    pass: async (ms: number) => {
      at = after(at, ms)
    },
  }
}

type Stand = Awaited<ReturnType<typeof stand>>

/** What a payer shall pay. */
export const trade = (notify_url: string, at: Date, number = showId('pay', newId())) => ({
  ...{ number, amount: 9_900n, currency: 'CNY', notify_url },
  ...{ title: '龙井', payee: 'Tea House' },
  expires_at: after(at, 30 * MINUTE),
  return_url: 'https://shop.example/pay/done',
})
/** A trade that was paid, by the provider's number. */
export async function paid(
  simulator: Stand['simulator'],
  provider: Stand['provider'],
  at: Date,
  amount = 9_900n,
): Promise<string> {
  const wish = { ...trade('http://127.0.0.1:1/callbacks', at), amount }
  assert.equal((await provider.create(wish)).is, 'answered')
  simulator.pay(wish.number)
  const report = await provider.query(wish.number)
  assert.ok(report.is === 'answered' && report.value)
  return report.value.provider_number
}
/** A letter as WeChat Pay would send it when this number was paid. */
export const told = (simulator: Stand['simulator'], number: string) => {
  const { headers, body } = simulator.letterOf('', 'TRANSACTION.SUCCESS', {
    mchid: simulator.settings.mchid,
    out_trade_no: number,
    transaction_id: '4200001234',
    trade_state: 'SUCCESS',
    amount: { total: 100, currency: 'CNY' },
  })
  return { raw: Buffer.from(body), headers }
}
