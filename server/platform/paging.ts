import { malformed } from '../kernel/refusal.ts'

/**
 * Keyset paging. A cursor is the sort key of the last row shown, as opaque text; every list orders by exactly
 * these columns and says `where (a, b) < (cursor)`.
 */
export const cursorOf = (...keys: (string | number | bigint | Date)[]): string =>
  Buffer.from(
    JSON.stringify(
      keys.map((key) =>
        key instanceof Date ? key.toISOString() : typeof key === 'bigint' ? String(key) : key,
      ),
    ),
  ).toString('base64url')

/** The keys of a cursor, each checked by its own pattern; refuses what was edited. */
export function readCursor(
  cursor: string | undefined,
  ...patterns: RegExp[]
): string[] | undefined {
  if (cursor === undefined) return undefined
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (
      Array.isArray(keys) &&
      keys.length === patterns.length &&
      patterns.every((pattern, index) => isKey(pattern, String(keys[index])))
    )
      return keys.map(String)
  } catch {
    // Falls through to the refusal.
  }
  throw malformed({ errors: [{ path: '/query/after', message: 'is no cursor of this list' }] })
}

/** A day like 31 February has the form of a day, or of an instant, and would only fail in the database. */
const isKey = (pattern: RegExp, key: string): boolean =>
  pattern.test(key) &&
  (pattern !== INSTANT || new Date(key).toISOString() === key) &&
  (pattern !== CALENDAR_DAY || new Date(key).toISOString().slice(0, 10) === key)

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
export const CALENDAR_DAY = /^(?!0000)\d{4}-\d\d-\d\d$/
export const INTEGER = /^-?\d{1,18}$/

/** How many rows to fetch: one more than shown tells whether there is a next page. */
export const pageSize = (limit: number | undefined): number => limit ?? 20

/** Cuts the extra row off and makes the cursor of the last one shown. */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  cursor: (row: Row) => string,
): { data: Row[]; next: string | null } {
  const data = found.slice(0, limit)
  const last = data.at(-1)
  return { data, next: found.length > limit && last ? cursor(last) : null }
}
