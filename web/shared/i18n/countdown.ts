/** Milliseconds left as `07:13` or `2:07:13`; never negative. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / 1_000))
  const parts = [Math.floor(left / 3_600), Math.floor((left % 3_600) / 60), left % 60]
  return (parts[0] ? parts : parts.slice(1))
    .map((part, index) => String(part).padStart(index === 0 && parts[0] ? 1 : 2, '0'))
    .join(':')
}
