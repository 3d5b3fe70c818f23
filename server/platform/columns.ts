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

export const instants = (values: readonly (Date | null)[]): string =>
  plain(values.map((value) => value?.toISOString() ?? null))

/** One field of many rows. */
export const pick = <T, K extends keyof T>(list: readonly T[], key: K): T[K][] =>
  list.map((one) => one[key])
