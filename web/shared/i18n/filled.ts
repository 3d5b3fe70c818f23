export type Fill = Record<string, string | number>

/** `{count}` is the value, `{count|piece|pieces}` the value with the word that fits it. */
export const filled = (words: string, fill: Fill): string =>
  words.replace(
    /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g,
    (_, name: string, one?: string, more?: string) => {
      const value = String(fill[name] ?? '')
      return more === undefined ? value : `${value} ${value === '1' ? one : more}`
    },
  )
