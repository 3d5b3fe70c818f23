import { newKey, Problem } from './client.ts'

/** Sends a file as multipart and tells how far it is; `fetch` cannot say that of what it sends. */
export function upload<T>(
  path: string,
  file: File,
  {
    fields = {},
    onProgress,
    signal,
  }: {
    fields?: Record<string, string>
    /** 0 to 1. */
    onProgress?: (part: number) => void
    signal?: AbortSignal
  } = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    // Fields go first: the server reads the parts as they come and has to know them before the file.
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', file)
    request.open('POST', path)
    request.setRequestHeader('idempotency-key', newKey())
    request.responseType = 'json'
    request.upload.onprogress = (event) =>
      event.lengthComputable && onProgress?.(event.loaded / event.total)
    request.onerror = () => reject(new Problem(0, 'offline', 'The platform cannot be reached'))
    request.onload = () =>
      request.status < 300
        ? resolve(request.response as T)
        : reject(
            new Problem(
              request.status,
              request.response?.code ?? 'internal',
              request.response?.title ?? request.statusText,
              request.response?.details,
              request.response?.request_id,
            ),
          )
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
