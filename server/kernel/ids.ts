import { randomUUIDv7 } from 'node:crypto'

/** A UUIDv7 that names one kind of thing; the brand keeps an order's id out of a shop's place. */
export type Id<Kind extends string> = string & { readonly __kind?: Kind }

export const newId = <T extends string = string>(): T => randomUUIDv7() as T

/** Crockford's alphabet in lower case: no i, l, o, u, so a read-out id is not misheard. */
const ALPHABET = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz')
const HEXES = Buffer.from('0123456789abcdef')

/** Values of hexadecimal and of our digits by character code; 255 stands for no digit. */
const HEX = new Uint8Array(128).fill(255)
for (const [value, code] of HEXES.entries()) HEX[code] = value
const DIGIT = new Uint8Array(128).fill(255)
for (const [value, code] of ALPHABET.entries()) DIGIT[code] = value
const DASH = 45
const UNDERSCORE = 95

/** Ids are put together here: a text that grows letter by letter is many texts before it is one. */
const desk = Buffer.alloc(64)

/** `('ord', uuid)` → `ord_06f…`: 26 characters of base 32. Ids carry their kind wherever people see them. */
export function showId(prefix: string, uuid: string): string {
  let at = 0
  for (; at < prefix.length; at++) desk[at] = prefix.charCodeAt(at)
  desk[at++] = UNDERSCORE
  // 128 bits in 26 digits of 5: the first digit holds the upper three, so two zero bits go ahead of them.
  let rest = 0
  let bits = 2
  for (let index = 0; index < uuid.length; index++) {
    const nibble = HEX[uuid.charCodeAt(index)] as number
    if (nibble === 255) continue
    rest = (rest << 4) | nibble
    bits += 4
    if (bits >= 5) {
      bits -= 5
      desk[at++] = ALPHABET[(rest >> bits) & 31] as number
      rest &= (1 << bits) - 1
    }
  }
  return desk.toString('latin1', 0, at)
}

/** The uuid behind a shown id, or undefined when it is not one of that kind. */
export function readId(prefix: string, shown: string): string | undefined {
  const from = prefix.length + 1
  if (shown.length !== from + 26 || !shown.startsWith(prefix) || shown[prefix.length] !== '_')
    return undefined
  const first = DIGIT[shown.charCodeAt(from)]
  // More than 128 bits.
  if (first === undefined || first > 7) return undefined
  let at = 0
  let rest = first
  let bits = 3
  for (let index = from + 1; index < shown.length; index++) {
    const digit = DIGIT[shown.charCodeAt(index)]
    if (digit === undefined || digit === 255) return undefined
    rest = (rest << 5) | digit
    bits += 5
    while (bits >= 4) {
      bits -= 4
      if (at === 8 || at === 13 || at === 18 || at === 23) desk[at++] = DASH
      desk[at++] = HEXES[(rest >> bits) & 15] as number
      rest &= (1 << bits) - 1
    }
  }
  return desk.toString('latin1', 0, at)
}
