import Type, { type Static, type TObject, type TSchema } from 'typebox'
import { MAX_AMOUNT } from './money.ts'
import type { RefusalKind } from './refusal.ts'

/**
 * A contract says what a route takes and gives before anyone writes the handler: the server validates with
 * it, OpenAPI is made from it, and the web apps import its types.
 */

/** Who may call: enforced by the platform before the handler; ownership stands in the SQL besides. */
export type Who =
  | 'anyone'
  | 'account'
  /** Staff of the shop named by `:shop_id` in the path. */
  | 'shop'
  /** The platform's staff: any operator, or one holding the named duty (an admin holds all). */
  | 'operator'
  | 'operator:reviewer'
  | 'operator:judge'
  | 'operator:finance'
  | 'operator:admin'

export type RouteSpec = {
  readonly summary: string
  readonly who: Who
  readonly params?: TObject
  readonly query?: TObject
  readonly body?: TSchema
  /** Answers by status. A schema of `Nothing` answers 204. */
  readonly answers: Readonly<Record<number, TSchema>>
  readonly refusals?: readonly RefusalKind[]
  /** Moves money or stock: wants an Idempotency-Key. */
  readonly idempotent?: boolean
  /** Body limit in bytes where the default of 64 KiB does not fit. */
  readonly body_limit?: number
  /**
   * Takes multipart or another body that the handler reads itself; `'bytes'` hands it the body as a Buffer,
   * unparsed whatever its content type says: for what is judged by a signature over its bytes.
   */
  readonly raw_body?: boolean | 'bytes'
  /** At most this many calls a minute from one caller (account, else address). */
  readonly per_minute?: number
}

export type Contract = Readonly<
  Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, RouteSpec>
>

/** Declares a module's routes; keeps the literal types that clients are typed by. */
export const contract = <const C extends Contract>(routes: C): C => routes

// ---- words of the wire ------------------------------------------------------------------------------------

/** An object that refuses unknown fields. */
export const Obj = <P extends Record<string, TSchema>>(
  properties: P,
  options: { description?: string } = {},
) => Type.Object(properties, { additionalProperties: false, ...options })

/** An id of one kind: a uuid inside, `ord_…` on the wire. The platform converts at the edge. */
export const IdOf = (prefix: string) =>
  Type.String({
    pattern: `^${prefix}_[0-9a-z]{26}$`,
    'x-prefix': prefix,
    examples: [`${prefix}_06f1j0c6s9h7m3z8q4w2n5t0ka`],
  })

/** Money: an integer of minor units (fen), never a fraction, never beyond 2^53 − 1. */
export const Amount = Type.Integer({
  minimum: 0,
  maximum: Number(MAX_AMOUNT),
  description: 'minor units (fen)',
})
/** Money that may be owed: a signed integer of minor units. */
export const SignedAmount = Type.Integer({
  minimum: -Number(MAX_AMOUNT),
  maximum: Number(MAX_AMOUNT),
  description: 'minor units (fen), negative when owed',
})
/** A rate in parts per million: 50000 is 5 %. */
export const RatePpm = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'parts per million',
})
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', examples: ['CNY'] })
export const Count = Type.Integer({ minimum: 0, maximum: Number(MAX_AMOUNT) })
export const Instant = Type.String({ format: 'date-time', examples: ['2026-03-01T00:00:00.000Z'] })
export const Day = Type.String({ format: 'date', examples: ['2026-03-01'] })
/** Words of people: trimmed by the platform, no control characters. */
export const Text = (max: number, min = 1) => Type.String({ minLength: min, maxLength: max })
export const OneOf = <const T extends string[]>(...words: T): Type.TEnum<T> =>
  Type.Enum<T>(words as readonly [...T], { type: 'string' })
export const Maybe = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const Nothing = Type.Null({ description: 'no content' })

/** Keyset paging: `?after=<next of the page before>&limit=`. */
export const PageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
}
/** A page of things and where to go on; `next` is null on the last one. */
export const PageOf = <T extends TSchema>(item: T) =>
  Obj({ data: Type.Array(item), next: Maybe(Type.String()) })

export { Type }

// ---- types drawn from a contract --------------------------------------------------------------------------

type SchemaOf<S> = S extends TSchema ? Static<S> : undefined
export type ParamsOf<R extends RouteSpec> = R['params'] extends TSchema
  ? Static<R['params']>
  : Record<string, never>
export type QueryOf<R extends RouteSpec> = R['query'] extends TSchema
  ? Static<R['query']>
  : Record<string, never>
export type BodyOf<R extends RouteSpec> = SchemaOf<R['body']>

/** What clients receive on success. */
export type AnswerOf<R extends RouteSpec> = {
  [S in keyof R['answers']]: R['answers'][S] extends TSchema ? Static<R['answers'][S]> : never
}[keyof R['answers']]

/** What a handler may give for it: bigint for integers and Date for instants are written out at the edge. */
export type Giveable<T> = T extends string
  ? string extends T
    ? string | Date
    : T
  : T extends number
    ? number extends T
      ? number | bigint
      : T
    : T extends readonly (infer Item)[]
      ? readonly Giveable<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Giveable<T[Key]> }
        : T
