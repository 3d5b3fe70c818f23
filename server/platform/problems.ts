import type { ErrorObject } from 'ajv'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RouteSpec } from '../kernel/contract.ts'
import { busy, conflict, malformed, notFound, Refusal, unreadable } from '../kernel/refusal.ts'
import { isDatabaseError } from './db.ts'
import type { Log } from './log.ts'

/** Whatever goes wrong becomes a refusal with a code and words, or is our fault, is noted and says no more than that. */
export function answerProblems(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, notFound()))
  app.setErrorHandler((error: any, request, reply) => {
    const refusal = asRefusal(error)
    if (!refusal) {
      log.error(
        {
          request_id: request.id,
          method: request.method,
          route: request.routeOptions.url,
          err: error,
        },
        'a request failed',
      )
      return sendProblem(
        request,
        reply,
        500,
        'internal',
        'Something went wrong on our side; it has been noted',
        {},
      )
    }
    return sendRefusal(request, reply, refusal)
  })
}

/** The database is stopping, starting, has lost this connection, or has none to spare: it comes back. */
const AWAY = ['57P01', '57P02', '57P03', '57P05', '53300', '25P03', '08006', '08003']

function asRefusal(error: any): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error.validation) {
    const errors = (error.validation as ErrorObject[]).slice(0, 20).map((one) => ({
      path: `${error.validationContext === 'body' ? '' : `/${error.validationContext}`}${one.instancePath}${one.keyword === 'additionalProperties' ? `/${String(one.params.additionalProperty).slice(0, 60)}` : ''}${one.keyword === 'required' ? `/${one.params.missingProperty}` : ''}`,
      message:
        one.keyword === 'additionalProperties'
          ? 'is not a field here'
          : (one.message ?? 'is not right'),
    }))
    return error.validationContext === 'params' ? notFound() : malformed({ errors })
  }
  if (
    isDatabaseError(error, '55P03') ||
    isDatabaseError(error, '57014') ||
    isDatabaseError(error, '40P01') ||
    isDatabaseError(error, '40001')
  )
    return busy()
  if (isDatabaseError(error, '23514', 'state_edges')) return conflict()
  if (
    AWAY.some((code) => isDatabaseError(error, code)) ||
    /ECONNREFUSED|ECONNRESET|EPIPE|connect ENOENT|Connection terminated|connection error and is not queryable|Query read timeout|timeout exceeded when trying to connect/.test(
      String(error?.message),
    )
  )
    return busy()
  const status = error.statusCode
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Refusal(
      status === 400
        ? unreadable.code
        : String(error.code ?? 'refused')
            .toLowerCase()
            .replace(/^fst_(err_)?/, ''),
      status,
      status === 400 ? unreadable.title : error.message,
      {},
    )
  return undefined
}

const sendRefusal = (
  request: FastifyRequest,
  reply: FastifyReply,
  { code, status, message, details }: Refusal,
) => sendProblem(request, reply, status, code, message, details)

/** RFC 9457 problem details: `code` is for programs, `title` for people, `details` for both. */
function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  code: string,
  title: string,
  details: Record<string, unknown>,
) {
  if (status === 429 || status === 503) {
    const { retry_after_ms: ms } = details
    reply.header('retry-after', typeof ms === 'number' ? String(Math.ceil(ms / 1_000)) : '1')
  }
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer((body: unknown) =>
      JSON.stringify(body, (_, part) => (typeof part === 'bigint' ? Number(part) : part)),
    )
    .send({ type: `/docs/refusals#${code}`, title, status, code, details, request_id: request.id })
}

const PROBLEM = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    details: { type: 'object', additionalProperties: true },
    request_id: { type: 'string' },
  },
}

/** Answers and refusals for the API documentation; the platform's own refusals go without saying. */
export function describeAnswers(spec: RouteSpec): Record<string, unknown> {
  const described: Record<string, unknown> = {}
  for (const [status, schema] of Object.entries(spec.answers))
    described[status] = status === '204' ? { type: 'null', description: 'done' } : schema
  const byStatus = new Map<number, string[]>()
  for (const { status, code } of spec.refusals ?? [])
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  for (const [status, codes] of byStatus)
    described[status] = { ...PROBLEM, description: codes.join(', ') }
  return described
}
