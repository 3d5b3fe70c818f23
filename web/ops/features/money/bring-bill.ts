import { type Answer, Problem } from '../../../shared/api/client.ts'

/** Sends a file as it is, its bytes are the body, tells how far it is, and hears what it would find. */
export function bringBill(
  file: File,
  { provider, day }: { provider: string; day: string },
  onProgress: (part: number) => void,
): Promise<Answer<'POST /v1/bill-files'>> {
  const query = new URLSearchParams({ provider, day, name: file.name.slice(0, 120) || 'bill.csv' })
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/v1/bill-files?${query}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress(event.loaded / event.total)
    request.upload.onload = () => onProgress(1)
    request.onerror = () => reject(new Problem(0, 'offline', 'The platform cannot be reached'))
    request.onload = () => {
      const said = request.response
      if (request.status < 300) return resolve(said)
      reject(
        new Problem(
          request.status,
          said?.code ?? 'internal',
          said?.title ?? request.statusText,
          said?.details,
          said?.request_id,
        ),
      )
    }
    request.send(file)
  })
}
