import { randomUUIDv7 } from 'node:crypto'

/** A UUIDv7 that names one kind of thing; the brand keeps an order's id out of a shop's place. */
export type Id<Kind extends string> = string & { readonly __kind?: Kind }

export const newId = <T extends string = string>(): T => randomUUIDv7() as T

/** Crockford's alphabet in lower case: no i, l, o, u, so a read-out id is not misheard. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `('ord', uuid)` → `ord_06f…`: 26 characters of base 32. Ids carry their kind wherever people see them. */
export function showId(prefix: string, uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`)
  let text = ''
  for (let index = 0; index < 26; index++) {
    text = ALPHABET[Number(rest & 31n)] + text
    rest >>= 5n
  }
  return `${prefix}_${text}`
}

/** The uuid behind a shown id, or undefined when it is not one of that kind. */
export function readId(prefix: string, shown: string): string | undefined {
  if (!shown.startsWith(`${prefix}_`) || shown.length !== prefix.length + 27) return undefined
  let value = 0n
  for (const letter of shown.slice(prefix.length + 1)) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) return undefined
    value = (value << 5n) | BigInt(digit)
  }
  if (value >> 128n) return undefined
  const hex = value.toString(16).padStart(32, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
