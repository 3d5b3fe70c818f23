import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { callPartner } from '../../platform/outgoing.ts'
import { signedHeaders } from '../../platform/signing.ts'
import { isCarrier } from './carriers.ts'
import { carrierSilent, unknownCarrier } from './parcel.ts'

/**
 * Asks the carrier for a tracking number. `reference` is ours and stays the same when the request is repeated: the
 * carrier then gives the same number, so a retry never wastes one. Call it outside of transactions.
 * @throws unknownCarrier, carrierSilent
 */
export async function issueWaybill(
  { config, base_url, now }: Pick<Context, 'config' | 'base_url' | 'now'>,
  { carrier, reference }: { carrier: string; reference: string },
): Promise<string> {
  if (!isCarrier(carrier)) throw unknownCarrier({ carrier })
  const body = JSON.stringify({
    carrier,
    reference,
    notify_url: `${base_url()}/v1/carriers/${carrier}/callbacks`,
  })
  const secret = config.secrets.sandbox_carrier[0] as string
  const outcome = await callPartner<{ tracking_number?: string }>(
    `${base_url()}/sandbox/carrier/waybills`,
    {
      headers: signedHeaders(
        secret,
        { id: newId(), at: now(), body },
        'POST /sandbox/carrier/waybills',
      ),
      body,
    },
  )
  const number = outcome.known && outcome.status === 201 ? outcome.body?.tracking_number : undefined
  if (!number) throw carrierSilent({ carrier })
  return number
}
