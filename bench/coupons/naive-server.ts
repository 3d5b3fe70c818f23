/** The naive claim behind HTTP, in a process of its own: DATABASE_URL and POOL from the environment, tells its port. */
import Fastify from 'fastify'
import { NaiveRefusal, openNaive } from './naive-claim.ts'

const coupons = openNaive(process.env.DATABASE_URL as string, Number(process.env.POOL))
const app = Fastify()

app.post<{ Params: { promotion_id: string } }>(
  '/v1/promotions/:promotion_id/claims',
  async (request, reply) => {
    const account_id = await coupons.accountOf(request.headers.cookie)
    if (!account_id) return reply.code(401).send({ code: 'not_signed_in' })
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string') return reply.code(422).send({ code: 'key_missing' })
    return reply.code(201).send(await coupons.claim(account_id, key, request.params.promotion_id))
  },
)
app.setErrorHandler((error, _, reply) =>
  error instanceof NaiveRefusal
    ? reply.code(error.status).send({ code: error.message })
    : reply.code(500).send({ code: 'internal', title: String(error) }),
)
await app.listen({ host: '127.0.0.1', port: 0 })
process.on('disconnect', () => process.exit(0))
process.send?.({ port: (app.server.address() as { port: number }).port })
