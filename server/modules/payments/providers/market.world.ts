import { testWorld, type World } from '../../../test-world.ts'
import { simulateAlipay } from './simulators/alipay.ts'
import { makeFaults } from './simulators/faults.ts'
import { simulateStripe } from './simulators/stripe.ts'
import { simulateWechat } from './simulators/wechat.ts'

/** A platform with all three connected, each to its simulator; `offered` are those at whose cashier a payer may choose. */
export async function openMarket({
  offered = 'wechat,alipay,stripe,sandbox',
  env = {},
}: {
  offered?: string
  env?: Record<string, string>
} = {}) {
  let world: World | undefined
  const now = () => world?.now() ?? new Date()
  const faults = makeFaults()
  const wechat = await simulateWechat({ faults, now })
  const alipay = await simulateAlipay({ faults, now })
  const stripe = await simulateStripe({ faults, now })
  const pemOf = (key: typeof wechat.settings.private_key) =>
    String(key.export({ type: 'pkcs8', format: 'pem' }))
  world = await testWorld({
    env: {
      ...env,
      PAYMENT_PROVIDERS: offered,
      WECHAT_PAY_URL: wechat.settings.url,
      WECHAT_PAY_APPID: wechat.settings.appid,
      WECHAT_PAY_MCHID: wechat.settings.mchid,
      WECHAT_PAY_SERIAL: wechat.settings.serial,
      WECHAT_PAY_PRIVATE_KEY: pemOf(wechat.settings.private_key),
      WECHAT_PAY_API_V3_KEY: wechat.settings.api_v3_key,
      ALIPAY_GATEWAY: alipay.settings.gateway,
      ALIPAY_APP_ID: alipay.settings.app_id,
      ALIPAY_SELLER_ID: alipay.settings.seller_id,
      ALIPAY_PRIVATE_KEY: alipay.settings.private_key,
      ALIPAY_PUBLIC_KEY: alipay.settings.public_key as string,
      STRIPE_URL: stripe.settings.url,
      STRIPE_SECRET_KEY: stripe.settings.secret_key,
      STRIPE_WEBHOOK_SECRET: stripe.settings.webhook_secrets.join(','),
    },
  })
  const { url } = world
  const callbacks = (name: string) => `${url}/v1/providers/${name}/callbacks`
  stripe.listen(callbacks('stripe'))
  return {
    world,
    faults,
    wechat,
    alipay,
    stripe,
    callbacks,
    [Symbol.asyncDispose]: async () => {
      await world[Symbol.asyncDispose]()
      for (const one of [wechat, alipay, stripe]) await one.close()
    },
  }
}
