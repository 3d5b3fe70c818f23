import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteOptions,
} from 'fastify'
import type {
  AnswerOf,
  BodyOf,
  Contract,
  Giveable,
  ParamsOf,
  QueryOf,
  RouteSpec,
} from '../kernel/contract.ts'
import { newId } from '../kernel/ids.ts'
import { keyMissing, malformed, notFound } from '../kernel/refusal.ts'
import { type Caller, isSafe, mayCarryCaller, openDoor } from './admit.ts'
import { type Claim, claimOf } from './idempotency.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { answerProblems, describeAnswers } from './problems.ts'
import { presenter, reader } from './wire.ts'

/** The platform knows no module: how to recognise people is handed in. */
export type Doorkeeper = {
  identify: (request: FastifyRequest) => Caller | undefined | Promise<Caller | undefined>
  /** The caller's role in a shop, or undefined for strangers. */
  staffRole: (account_id: string, shop_id: string) => Promise<string | undefined>
}

/** What a handler gets. `now` is the one instant of this request. */
export type Call<R extends RouteSpec> = {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  account_id: R['who'] extends 'anyone' ? string | undefined : string
  caller: R['who'] extends 'anyone' ? Caller | undefined : Caller
  /** The claim from the Idempotency-Key; pass it to `once`. */
  claim: Claim
  now: Date
  request: FastifyRequest
  reply: FastifyReply
}

/** A handler for each route of a contract; the compiler misses none. */
export type Handlers<C extends Contract> = {
  [Key in keyof C]: C[Key] extends infer R extends RouteSpec
    ? (call: Call<R>) => Promise<Giveable<AnswerOf<R>> | FastifyReply>
    : never
}

export type HttpApp = {
  app: FastifyInstance
  serve: <const C extends Contract>(routes: C, handlers: Handlers<C>, tag: string) => void
  /** Every route served through a contract, for generated tests of access. */
  routes: { key: string; spec: RouteSpec; tag: string }[]
}

type HttpOptions = {
  doorkeeper: Doorkeeper
  now: () => Date
  log: Log
  metrics: Metrics
  public_url: string
  rate_limits: boolean
  /** Extra origins whose pages may send credentials (own front ends on other hosts). */
  origins?: readonly string[]
}

const BODY_LIMIT = 64 * 1024
/** Stands for "do not parse": only our own routes put it in place of what the caller wrote. */
const BYTES = 'application/x-unparsed'

const strict = addFormats.default(
  new Ajv({ allErrors: true, strict: false, coerceTypes: false, removeAdditional: false }),
)
/** Query strings are text: numbers and booleans are read from it, arrays are not made up. */
const coercing = addFormats.default(
  new Ajv({ allErrors: true, strict: false, coerceTypes: true, removeAdditional: false }),
)

export async function makeHttp(options: HttpOptions): Promise<HttpApp> {
  const { doorkeeper, now, log, metrics } = options
  const app = Fastify({
    loggerInstance: log as any,
    // One of its own for each request would be made for lines that are hardly ever written.
    childLoggerFactory: (logger) => logger,
    // One line an answer is ours to write, without addresses' query strings.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => newId(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    exposeHeadRoutes: false,
  })
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  await app.register(cookie)
  await app.register(compress, { threshold: 1_024, encodings: ['br', 'gzip'] })
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(schema as object),
  )
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  const admitTo = openDoor({
    origins: [new URL(options.public_url).origin, ...(options.origins ?? [])],
    rate_limits: options.rate_limits,
  })

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS)
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1_000)
    const is_failed = reply.statusCode >= 500
    if (is_failed || log.isLevelEnabled('debug')) {
      const line = {
        request_id: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      }
      if (is_failed) log.error(line, 'answered')
      else log.debug(line, 'answered')
    }
    done()
  })
  answerProblems(app, log)

  /** The parser of forms sees every request of the instance it stands on: only those that may bring files. */
  const bringFiles = (route: RouteOptions): void => {
    void app.register(async (scope) => {
      await scope.register(multipart, {
        limits: { fileSize: 12 * 1024 * 1024, files: 9, parts: 20, headerPairs: 20 },
      })
      scope.route(route)
    })
  }
  const routes: HttpApp['routes'] = []
  const serve: HttpApp['serve'] = (contract, handlers, tag) => {
    for (const [key, spec] of Object.entries(contract) as [
      keyof typeof contract & string,
      RouteSpec,
    ][]) {
      const [method, url] = key.split(' ') as [string, string]
      routes.push({ key, spec, tag })
      const inwards = {
        params: spec.params ? reader(spec.params, 'params') : undefined,
        query: spec.query ? reader(spec.query, 'body') : undefined,
        body: spec.body ? reader(spec.body, 'body') : undefined,
      }
      const outwards = new Map(
        Object.entries(spec.answers).map(([status, schema]) => [Number(status), presenter(schema)]),
      )
      const usual = Number(Object.keys(spec.answers)[0])
      const admit = admitTo(key, spec)
      const route: RouteOptions = {
        method: method as any,
        url: url.replaceAll('{', ':').replaceAll('}', ''),
        ...(spec.body_limit ? { bodyLimit: spec.body_limit } : {}),
        // Answers to what people do are short; looking at each whether it is worth squeezing costs more than sending it.
        ...(isSafe(method) ? {} : { compress: false }),
        schema: {
          summary: spec.summary,
          tags: [tag],
          ...(spec.params ? { params: spec.params } : {}),
          querystring: spec.query ?? NO_QUERY,
          ...(spec.body && !spec.raw_body ? { body: spec.body } : {}),
          response: describeAnswers(spec),
          ...(spec.idempotent
            ? {
                description:
                  'Wants an Idempotency-Key header: for thirty days the same key gets the same answer.',
              }
            : {}),
        },
        onRequest: (
          request: FastifyRequest,
          _reply: FastifyReply,
          done: (error?: Error) => void,
        ) => {
          if (spec.raw_body === 'bytes') request.raw.headers['content-type'] = BYTES
          if (spec.who === 'anyone' && isSafe(method) && !mayCarryCaller(request)) {
            admit(request, undefined)
            return done()
          }
          const caller = doorkeeper.identify(request)
          // Nearly always the caller is remembered, and nobody has to wait.
          if (!(caller instanceof Promise)) {
            admit(request, caller)
            return done()
          }
          caller.then((found) => admit(request, found)).then(() => done(), done)
        },
        handler: async (request, reply) => {
          const caller = (request as any).caller as Caller | undefined
          const params = inwards.params ? inwards.params(request.params, '') : {}
          if (spec.who === 'shop') {
            const shop_id = (params as { shop_id?: string }).shop_id
            if (!shop_id || !caller || !(await doorkeeper.staffRole(caller.account_id, shop_id)))
              throw notFound()
          }
          const query = inwards.query ? inwards.query(request.query, '/query') : {}
          const body = inwards.body && !spec.raw_body ? inwards.body(request.body, '') : undefined
          const call = {
            params,
            query,
            body,
            caller,
            account_id: caller?.account_id,
            claim: spec.idempotent ? readClaim(request, caller, key, { params, body }) : undefined,
            now: now(),
            request,
            reply,
          }
          const given = await (handlers as any)[key](call)
          if (reply.sent || given === reply) return reply
          const status =
            reply.statusCode !== 200 && outwards.has(reply.statusCode) ? reply.statusCode : usual
          reply.code(status)
          if (status === 204) return reply.send()
          return outwards.get(status)?.(given, '')
        },
      }
      if (spec.raw_body === true) bringFiles(route)
      else app.route(route)
    }
  }
  return { app, serve, routes }
}

/**
 * An address of ours under the name by which this person reached us: a session's cookie belongs to that name. Only where no
 * public address was set; else what was set stands.
 */
export function underTheirName(
  request: FastifyRequest,
  { public_url, public_url_guessed }: { public_url: string; public_url_guessed: boolean },
  address: string | null,
): string | null {
  const { host } = request.headers
  if (!address?.startsWith(`${public_url}/`) || !public_url_guessed || !host) return address
  const theirs = `http://${host}`
  return URL.canParse(theirs)
    ? `${new URL(theirs).origin}${address.slice(public_url.length)}`
    : address
}

const NO_QUERY = { type: 'object', properties: {}, additionalProperties: false }

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=()',
}

function readClaim(
  request: FastifyRequest,
  caller: Caller | undefined,
  route: string,
  content: unknown,
): Claim {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || key === '') throw keyMissing()
  if (key.length > 255 || !/^[\x21-\x7e]+$/.test(key))
    throw malformed({
      errors: [{ path: 'Idempotency-Key', message: 'at most 255 visible ASCII characters' }],
    })
  return claimOf(caller?.account_id ?? request.ip, route, key, content)
}
