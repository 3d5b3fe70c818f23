import { randomBytes } from 'node:crypto'
import { newId, showId } from './kernel/ids.ts'

type Schema = Record<string, any>

/** Words for the patterns that contracts use; a new pattern has to be added here, the tests say which. */
const PATTERNS: Record<string, string> = {
  '^\\+?[0-9][0-9 -]{5,18}$': '13800001234',
  '^[A-Z]{3}$': 'CNY',
  '^[a-z][a-z0-9_]{1,30}$': 'taobao_alliance',
  '^[A-Za-z0-9-]{2,40}$': 'RULE-1',
  '^[a-z0-9_]{2,40}$': 'sandbox',
  '^[a-z_]{2,20}$': 'sandbox',
  '^[A-Za-z0-9-]{5,40}$': 'SF12345678',
  '^[0-9A-Z ]{6,40}$': '6222021234567890',
  '^[0-9]{1,18}$': '1',
}

/** The smallest valid value of a schema, made with these ids by prefix. For generated tests. */
export function sampleOf(schema: Schema, ids: ReadonlyMap<string, string>): any {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf)
    return sampleOf(schema.anyOf.find((one: Schema) => one.type !== 'null') ?? schema.anyOf[0], ids)
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name: string) => [
          name,
          sampleOf(schema.properties[name], ids),
        ]),
      )
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, 0) }, () =>
        sampleOf(schema.items, ids),
      )
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, Math.min(1, schema.maximum ?? 1))
    case 'boolean':
      return true
    case 'null':
      return null
    case 'string': {
      if (schema['x-prefix'])
        return ids.get(schema['x-prefix']) ?? showId(schema['x-prefix'], newId())
      if (schema.format === 'date-time') return new Date(Date.now() + 3_600_000).toISOString()
      if (schema.format === 'date') return '2026-03-01'
      if (schema.pattern) {
        const word = PATTERNS[schema.pattern]
        if (!word) throw new Error(`no sample for the pattern ${schema.pattern}`)
        return word
      }
      return `tea-${randomBytes(6).toString('hex')}`
        .padEnd(schema.minLength ?? 1, 'x')
        .slice(0, schema.maxLength ?? 40)
    }
    default:
      return 'anything'
  }
}

/** A route's address with its parameters filled in. */
export function addressOf(
  key: string,
  params: Schema | undefined,
  ids: ReadonlyMap<string, string>,
): { method: string; path: string } {
  const [method, pattern] = key.split(' ') as [string, string]
  const values = params ? sampleOf(params, ids) : {}
  return {
    method,
    path: pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values[name]))),
  }
}

/** One step away from valid: each field gone, of another kind, or holding what no text or number may hold; and a field too many. */
export function* spoiled(schema: Schema, good: any): Generator<{ what: string; body: unknown }> {
  for (const body of [null, [], 'text', 7, true])
    yield { what: `the whole is ${JSON.stringify(body)}`, body }
  if (schema.type !== 'object') return
  for (const extra of ['role', 'price', 'paid', 'status', 'shop_id_', 'created_at'])
    if (!schema.properties[extra]) yield { what: `has ${extra}`, body: { ...good, [extra]: 1 } }
  for (const [name, field] of Object.entries<Schema>(schema.properties)) {
    if (schema.required?.includes(name)) {
      const { [name]: _, ...rest } = good
      yield { what: `lacks ${name}`, body: rest }
    }
    const kind = field.anyOf ? undefined : field.type
    const bad: unknown[] =
      kind === 'integer'
        ? [-1.5, '1', true, [1], 1e300, 2 ** 60, {}, null]
        : kind === 'string'
          ? [7, true, [], {}, null, 'a\u0000b', '\ud800', 'x'.repeat(5_000)]
          : kind === 'boolean'
            ? ['true', 1, null]
            : kind === 'array'
              ? [{}, 'a', null, Array.from({ length: 2_000 }, () => null)]
              : kind === 'object'
                ? [[], 'a', 7]
                : []
    for (const value of bad)
      yield {
        what: `${name} is ${String(JSON.stringify(value)).slice(0, 40)}`,
        body: { ...good, [name]: value },
      }
  }
}
