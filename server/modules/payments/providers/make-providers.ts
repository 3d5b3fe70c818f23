import type { Context } from '../../../platform/context.ts'
import type { Provider, Providers } from '../provider.ts'
import { SANDBOX, sandboxProvider } from '../sandbox-provider.ts'
import { alipayProvider } from './alipay/alipay-provider.ts'
import { stripeProvider } from './stripe/stripe-provider.ts'
import { wechatProvider } from './wechat/wechat-provider.ts'

/** The sandbox, and every provider whose keys are there. */
export function makeProviders(context: Pick<Context, 'config' | 'base_url' | 'now'>): Providers {
  const { config, now } = context
  const { wechat, alipay, stripe } = config.providers
  const callback_base = config.public_url
  const made: Provider[] = [
    sandboxProvider(context),
    ...(wechat ? [wechatProvider({ settings: wechat, now, callback_base })] : []),
    ...(alipay ? [alipayProvider({ settings: alipay, now, callback_base })] : []),
    ...(stripe ? [stripeProvider({ settings: stripe, now, callback_base })] : []),
  ]
  return new Map(made.map((one) => [one.name, one]))
}

/**
 * Names of those at whose cashier money of this currency can be paid, the preferred first: as `PAYMENT_PROVIDERS` has them;
 * else all with keys, and the sandbox where it is a demo or there is nobody else.
 */
export function offeredFor(
  providers: Providers,
  { config: { providers: settings, demo } }: Pick<Context, 'config'>,
  currency: string,
): string[] {
  const real = [...providers.keys()].filter((name) => name !== SANDBOX)
  const offered = settings.offered ?? [...real, ...(demo || real.length === 0 ? [SANDBOX] : [])]
  return offered.filter((name) => {
    const provider = providers.get(name)
    return provider && (provider.takes?.(currency) ?? true)
  })
}
