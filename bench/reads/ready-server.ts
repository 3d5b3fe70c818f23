/**
 * The yardstick, in a process of its own: Fastify with ready bodies, told over the channel; tells its port, and when asked
 * the processor time it has used.
 */
import Fastify from 'fastify'

type Bodies = { small: string; list: string; detail: string }

process.once('message', async ({ small, list, detail }: Bodies) => {
  const app = Fastify()
  for (const [name, text] of Object.entries({ small, list, detail })) {
    const body = Buffer.from(text)
    app.get(`/${name}`, (_, reply) => {
      reply.header('content-type', 'application/json; charset=utf-8').send(body)
    })
  }
  await app.listen({ host: '127.0.0.1', port: 0 })
  process.send?.({ port: (app.server.address() as { port: number }).port })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpu_us: user + system })
  })
})
process.on('disconnect', () => process.exit(0))
