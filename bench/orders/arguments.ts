/** What a bench was asked on its command line: `--seconds 6`, `--quick`. */
export type Arguments = {
  has: (name: string) => boolean
  /** @throws RangeError when something else than a number above nothing stands there */
  number: (name: string, otherwise: number) => number
  text: (name: string) => string | undefined
}

export function readArguments(args: readonly string[]): Arguments {
  const text = (name: string) => {
    const at = args.indexOf(`--${name}`)
    return at < 0 ? undefined : args[at + 1]
  }
  return {
    has: (name) => args.includes(`--${name}`),
    text,
    number: (name, otherwise) => {
      if (!args.includes(`--${name}`)) return otherwise
      const value = Number(text(name))
      if (!(value > 0)) throw new RangeError(`--${name} wants a number above nothing`)
      return value
    },
  }
}
