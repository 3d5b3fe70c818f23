import { DAY } from '../../../kernel/time.ts'
import { testWorld } from '../../../test-world.ts'
import { callbackOf, press, providersBook } from '../payments.world.ts'
import { sandboxProvider } from '../sandbox-provider.ts'
import { contractOf } from './contract.suite.ts'
import { makeFaults, withFaults } from './simulators/faults.ts'

contractOf('sandbox', async () => {
  const world = await testWorld()
  const faults = makeFaults()
  const provider = withFaults(sandboxProvider(world.app.context), faults)
  return {
    provider,
    impatient: provider,
    faults,
    now: world.now,
    pass: world.pass,
    currency: 'CNY',
    return_url: `${world.config.public_url}/pay/done`,
    payee: 'Tea House, Bank of Tea, 6222021234567890',
    mishaps: ['lost_before', 'lost_after', 'failed_before', 'failed_after'],
    late_ms: DAY,
    pay: async (_, cashier_url) => {
      await press(world, new URL(cashier_url).pathname, 'pay')
    },
    finish: async () => {},
    deliver: world.settle,
    foreign: () => {
      const { headers, body } = callbackOf(world, {
        number: 'pay_somebody_elses',
        amount: 1,
        merchant: 'another',
      })
      return { raw: Buffer.from(body), headers }
    },
    book: async () => {
      const { refunds, payouts } = await providersBook(world)
      return { refunded: refunds, sent: payouts }
    },
    close: () => Promise.resolve(world[Symbol.asyncDispose]()),
  }
})
