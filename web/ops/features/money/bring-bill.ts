import { type Answer, Problem } from '../../../shared/api/client.ts'

/** Sends a file as it is, its bytes are the body, and hears what it would find. */
export async function bringBill(
  file: File,
  { provider, day }: { provider: string; day: string },
): Promise<Answer<'POST /v1/bill-files'>> {
  const query = new URLSearchParams({ provider, day, name: file.name.slice(0, 120) || 'bill.csv' })
  const answer = await fetch(`/v1/bill-files?${query}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  }).catch(() => {
    throw new Problem(0, 'offline', 'The platform cannot be reached')
  })
  const parsed = await answer.json().catch(() => undefined)
  if (!answer.ok)
    throw new Problem(
      answer.status,
      parsed?.code ?? 'internal',
      parsed?.title ?? answer.statusText,
      parsed?.details,
      parsed?.request_id,
    )
  return parsed
}
