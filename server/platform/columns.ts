/**
 * Columns of many rows as the arrays that `unnest` takes. Ids, integers and instants hold nothing that PostgreSQL's array
 * syntax would need quoted, so they are joined as they are: a tenth of the time of quoting each.
 */
type Plain = string | number | bigint | boolean | null

/** Ids, integers, booleans, nulls. Not for words. */
export const plain = (values: readonly (Plain | undefined)[]): string => {
  let text = '{'
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ','
    text += values[index] ?? 'NULL'
  }
  return `${text}}`
}

/** Rows of one batch mostly share their instants, so each is written out once. */
export const instants = (values: readonly (Date | null)[]): string => {
  let last: Date | null = null
  let text: string | null = null
  return plain(
    values.map((value) => {
      if (value !== last) {
        last = value
        text = value?.toISOString() ?? null
      }
      return text
    }),
  )
}

/**
 * Words of people, quoted where they need it. Faster than the driver's own quoting, which looks at each twice.
 */
export const words = (values: readonly (string | null)[]): string => {
  let text = '{'
  for (let index = 0; index < values.length; index++) {
    if (index > 0) text += ','
    const value = values[index] as string | null
    if (value === null) text += 'NULL'
    else text += `"${/[\\"]/.test(value) ? value.replace(/[\\"]/g, '\\$&') : value}"`
  }
  return `${text}}`
}

/**
 * JSON texts as one, for `string_to_array(…, chr(30))::json[]`: what stands between them JSON itself always writes
 * escaped, so nothing in them needs quoting.
 */
export const jsons = (values: readonly string[]): string => values.join('\u001e')

/** One field of many rows. */
export const pick = <T, K extends keyof T>(list: readonly T[], key: K): T[K][] =>
  list.map((one) => one[key])
