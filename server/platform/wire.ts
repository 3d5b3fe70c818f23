import { readId, showId } from '../kernel/ids.ts'
import { MAX_AMOUNT } from '../kernel/money.ts'
import { malformed, notFound } from '../kernel/refusal.ts'

/**
 * The edge between JSON and code, made once per route from its schema. Inwards: shown ids become uuids, words
 * of people are trimmed and normalised. Outwards: uuids become shown ids, bigints integers, instants text, and fields
 * that the schema does not name are dropped.
 */
type Schema = {
  type?: string
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  const?: unknown
  enum?: unknown[]
  format?: string
  'x-prefix'?: string
  'x-text'?: boolean
}
type Turn = (value: any, path: string) => any

const same: Turn = (value) => value

/** Turns validated input into what handlers take. */
export function reader(schema: unknown, where: 'params' | 'body'): Turn {
  return compile(schema as Schema, (leaf) => {
    const prefix = leaf['x-prefix']
    if (prefix)
      return (value, path) => {
        const uuid = readId(prefix, value)
        if (uuid) return uuid
        throw where === 'params'
          ? notFound()
          : malformed({ errors: [{ path, message: `no ${prefix}_ id` }] })
      }
    if (leaf.type === 'string' && !leaf.enum && leaf.const === undefined)
      return words(leaf as Schema & { minLength?: number })
    return same
  })
}

/** Control characters besides line break and tab, and halves of surrogate pairs, are no words. */
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u

const words =
  (leaf: Schema & { minLength?: number }): Turn =>
  (value, path) => {
    if (typeof value !== 'string') return value
    if (UNPRINTABLE.test(value))
      throw malformed({ errors: [{ path, message: 'holds characters that are no text' }] })
    if (leaf.format) return value
    const text = value.normalize('NFC').trim()
    if (text.length < (leaf.minLength ?? 0))
      throw malformed({
        errors: [{ path, message: `must have at least ${leaf.minLength} characters` }],
      })
    return text
  }

/** Turns what a handler gives into plain JSON of the declared form. */
export function presenter(schema: unknown): Turn {
  return compile(
    schema as Schema,
    (leaf) => {
      const prefix = leaf['x-prefix']
      if (prefix)
        return (value) =>
          typeof value === 'string' && value.length === 36 ? showId(prefix, value) : value
      return (value) => {
        if (typeof value === 'bigint') {
          if (value > MAX_AMOUNT || value < -MAX_AMOUNT)
            throw new RangeError('an integer beyond 2^53 − 1 cannot be shown')
          return Number(value)
        }
        return value instanceof Date ? value.toISOString() : value
      }
    },
    true,
  )
}

function compile(schema: Schema, leafTurn: (leaf: Schema) => Turn, drop = false): Turn {
  if (schema.anyOf) {
    const branches = schema.anyOf.filter((branch) => branch.type !== 'null')
    const turns = branches.map((branch) => ({
      fits: fits(branch),
      turn: compile(branch, leafTurn, drop),
    }))
    if (turns.length === 1) {
      const only = (turns[0] as { turn: Turn }).turn
      return (value, path) => (value === null || value === undefined ? null : only(value, path))
    }
    return (value, path) => {
      if (value === null || value === undefined) return null
      return (turns.find(({ fits }) => fits(value)) ?? turns[0])?.turn(value, path)
    }
  }
  if (schema.type === 'array') {
    const turn = compile(schema.items ?? {}, leafTurn, drop)
    return (value, path) =>
      Array.isArray(value) ? value.map((item, index) => turn(item, `${path}/${index}`)) : value
  }
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, compile(field, leafTurn, drop)] as const,
    )
    return (value, path) => {
      if (value === null || typeof value !== 'object') return value
      const made: Record<string, unknown> = drop ? {} : value
      for (const [name, turn] of fields)
        if (value[name] !== undefined) made[name] = turn(value[name], `${path}/${name}`)
      return made
    }
  }
  if (schema.type === 'object' && schema.patternProperties) {
    const turn = compile(Object.values(schema.patternProperties)[0] ?? {}, leafTurn, drop)
    return (value, path) =>
      Object.fromEntries(
        Object.entries(value ?? {}).map(([name, item]) => [name, turn(item, `${path}/${name}`)]),
      )
  }
  return leafTurn(schema)
}

/** Which branch of a union a value belongs to: by its constant fields, else by its kind. */
function fits(branch: Schema): (value: any) => boolean {
  if (branch.const !== undefined) return (value) => value === branch.const
  const marks = Object.entries(branch.properties ?? {}).filter(
    ([, field]) => field.const !== undefined || field.enum?.length === 1,
  )
  if (marks.length > 0)
    return (value) =>
      marks.every(([name, field]) => value?.[name] === (field.const ?? field.enum?.[0]))
  if (branch.type === 'array') return Array.isArray
  if (branch.type === 'integer' || branch.type === 'number')
    return (value) => typeof value === 'number' || typeof value === 'bigint'
  if (branch.type === 'object')
    return (value) => typeof value === 'object' && !(value instanceof Date)
  return (value) => typeof value === branch.type || value instanceof Date
}
