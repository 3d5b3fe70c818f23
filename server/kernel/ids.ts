import { randomUUIDv7 } from 'node:crypto'

/** A UUIDv7 that names one kind of thing; the brand keeps an order's id out of a shop's place. */
export type Id<Kind extends string> = string & { readonly __kind?: Kind }

export const newId = <T extends string = string>(): T => randomUUIDv7() as T

/** Crockford's alphabet in lower case: no i, l, o, u, so a read-out id is not misheard. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** Values of hexadecimal and of our digits by character code; 255 stands for no digit. */
const HEX = new Uint8Array(128).fill(255)
for (let digit = 0; digit < 16; digit++) HEX[digit.toString(16).charCodeAt(0)] = digit
const DIGIT = new Uint8Array(128).fill(255)
for (let digit = 0; digit < 32; digit++) DIGIT[ALPHABET.charCodeAt(digit)] = digit
const DASHES = new Set([8, 13, 18, 23])

/** `('ord', uuid)` → `ord_06f…`: 26 characters of base 32. Ids carry their kind wherever people see them. */
export function showId(prefix: string, uuid: string): string {
  // 128 bits in 26 digits of 5: the first digit holds the upper three, so two zero bits go ahead of them.
  let text = ''
  let rest = 0
  let bits = 2
  for (let index = 0; index < uuid.length; index++) {
    const nibble = HEX[uuid.charCodeAt(index)] as number
    if (nibble === 255) continue
    rest = (rest << 4) | nibble
    bits += 4
    if (bits >= 5) {
      bits -= 5
      text += ALPHABET[(rest >> bits) & 31]
      rest &= (1 << bits) - 1
    }
  }
  return `${prefix}_${text}`
}

/** The uuid behind a shown id, or undefined when it is not one of that kind. */
export function readId(prefix: string, shown: string): string | undefined {
  const from = prefix.length + 1
  if (shown.length !== from + 26 || !shown.startsWith(prefix) || shown[prefix.length] !== '_')
    return undefined
  const first = DIGIT[shown.charCodeAt(from)]
  // More than 128 bits.
  if (first === undefined || first > 7) return undefined
  let text = ''
  let rest = first
  let bits = 3
  for (let index = from + 1; index < shown.length; index++) {
    const digit = DIGIT[shown.charCodeAt(index)]
    if (digit === undefined || digit === 255) return undefined
    rest = (rest << 5) | digit
    bits += 5
    while (bits >= 4) {
      bits -= 4
      if (DASHES.has(text.length)) text += '-'
      text += ((rest >> bits) & 15).toString(16)
      rest &= (1 << bits) - 1
    }
  }
  return text
}
