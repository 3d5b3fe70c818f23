let gbk: Map<string, number> | undefined

/** Node reads GBK and does not write it: the table is made by reading every pair of bytes once. */
export function toGbk(text: string): Uint8Array {
  if (!gbk) {
    gbk = new Map()
    const decoder = new TextDecoder('gbk')
    for (let high = 0x81; high <= 0xfe; high++) {
      const row = new Uint8Array(382)
      for (let low = 0x40; low <= 0xfe; low++) {
        row[(low - 0x40) * 2] = high
        row[(low - 0x40) * 2 + 1] = low
      }
      for (let low = 0x40; low <= 0xfe; low++) {
        const sign = decoder.decode(row.subarray((low - 0x40) * 2, (low - 0x40) * 2 + 2))
        if (sign.length === 1 && !gbk.has(sign)) gbk.set(sign, (high << 8) | low)
      }
    }
  }
  const bytes: number[] = []
  for (const sign of text) {
    const code = sign.charCodeAt(0)
    const pair = gbk.get(sign) ?? 0x3f
    if (code < 0x80) bytes.push(code)
    else bytes.push(pair >> 8, pair & 255)
  }
  return Uint8Array.from(bytes)
}
