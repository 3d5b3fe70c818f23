/** The naive callback behind HTTP, in a process of its own: DATABASE_URL, POOL and KEY from the environment, tells its port. */
import Fastify from 'fastify'
import { isSigned } from '../../server/platform/signing.ts'
import { openNaive } from './naive-callback.ts'

const take = openNaive(process.env.DATABASE_URL as string, Number(process.env.POOL))
const keys = [process.env.KEY as string]
const app = Fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
app.post('/v1/providers/sandbox/callbacks', async ({ body, headers }, reply) => {
  const raw = body as Buffer
  if (!isSigned(keys, headers, raw, new Date())) return reply.code(401).send({ code: 'forged' })
  const kept = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const
  await take(raw, Object.fromEntries(kept.map((name) => [name, headers[name]])))
  return { code: 'success' }
})
await app.listen({ host: '127.0.0.1', port: 0 })
process.on('disconnect', () => process.exit(0))
process.send?.({ port: (app.server.address() as { port: number }).port })
