/** `--lines 20000` among the arguments of a drill, else what is usual. @throws for anything but a whole number above zero */
export function figureOf(args: readonly string[], name: string, otherwise: number): number {
  const at = args.indexOf(`--${name}`)
  const value = at < 0 ? otherwise : Number(args[at + 1])
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} wants a whole number`)
  return value
}
