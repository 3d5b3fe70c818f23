import { join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { MINUTE } from './kernel/time.ts'
import { accountsModule, doorkeeperOf } from './modules/accounts/index.ts'
import { aftersalesModule } from './modules/aftersales/index.ts'
import { allianceModule } from './modules/alliance/index.ts'
import { catalogModule } from './modules/catalog/index.ts'
import { historyModule } from './modules/history/index.ts'
import { inventoryModule } from './modules/inventory/index.ts'
import { ledgerModule } from './modules/ledger/index.ts'
import { liveModule } from './modules/live/index.ts'
import { ordersModule } from './modules/orders/index.ts'
import { paymentsModule } from './modules/payments/index.ts'
import { policiesModule } from './modules/policies/index.ts'
import { promotionsModule } from './modules/promotions/index.ts'
import { settlementModule } from './modules/settlement/index.ts'
import { shippingModule } from './modules/shipping/index.ts'
import { shopsModule } from './modules/shops/index.ts'
import { LOOK_ANEW } from './platform/briefly-kept.ts'
import { type Clock, openClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Context, Invariant, Module } from './platform/context.ts'
import { type OpenedDb, openDb } from './platform/db.ts'
import { type Sweep, startSweeps } from './platform/deadlines.ts'
import { type HttpApp, makeHttp } from './platform/http.ts'
import { forgetClaims } from './platform/idempotency.ts'
import { platformInvariants } from './platform/invariants.ts'
import { makeLiveBus } from './platform/live-bus.ts'
import type { Log } from './platform/log.ts'
import type { MediaEngine } from './platform/media/media.ts'
import { makeMetrics } from './platform/metrics.ts'
import type { Consumer } from './platform/outbox.ts'
import { type Pump, settleDown, startPump } from './platform/pump.ts'
import { diskStorage } from './platform/storage.ts'
import { sandboxPlugin } from './sandbox/index.ts'
import { systemRoutes } from './system.routes.ts'

export type App = {
  context: Context
  http: HttpApp
  modules: readonly Module[]
  /** The address we answer at, once listening. */
  listen: () => Promise<string>
  /** Starts what goes on by itself: outbox, sweeps, sockets. */
  startJobs: () => Promise<void>
  /** Lets everything due happen now: for tests and after the clock was moved. */
  settleDown: () => Promise<void>
  invariants: () => Promise<Invariant[]>
  close: () => Promise<void>
}

type Parts = { database_url: string; log: Log; media?: MediaEngine | undefined; pool?: number }

/** The only wiring: machinery, then modules in the order of `modules.ts`. */
export async function buildApp(
  config: Config,
  { database_url, log, media, pool }: Parts,
): Promise<App> {
  const opened: OpenedDb = openDb(database_url, pool ? { max: pool } : {})
  const clock: Clock = await openClock(opened.db)
  let base_url = config.public_url
  let pump: Pump | undefined
  const context: Context = {
    config,
    db: opened.db,
    clock,
    now: clock.now,
    bus: makeLiveBus(),
    log,
    metrics: makeMetrics(),
    storage: diskStorage(join(config.data_dir, 'files')),
    media,
    base_url: () => base_url,
    wake: () => pump?.wake(),
  }
  const modules: Module[] = [
    accountsModule,
    policiesModule,
    shopsModule,
    catalogModule,
    inventoryModule,
    allianceModule,
    liveModule,
    promotionsModule,
    ledgerModule,
    paymentsModule,
    ordersModule,
    shippingModule,
    aftersalesModule,
    settlementModule,
    historyModule,
  ].map((make) => make(context))
  const consumers: Consumer[] = modules.flatMap((module) => module.consumers ?? [])
  const sweeps: Sweep[] = [
    ...modules.flatMap((module) => module.sweeps ?? []),
    {
      name: 'platform.claims',
      every_ms: 10 * MINUTE,
      sweep: (now) => forgetClaims(opened.db, now),
    },
  ]

  const http = await makeHttp({
    doorkeeper: doorkeeperOf(context),
    now: clock.now,
    log,
    metrics: context.metrics,
    public_url: config.public_url,
    rate_limits: config.rate_limits,
  })
  await http.app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Closedloop',
        version: config.version,
        description:
          'Closed-loop content commerce. Refusals are problem details (RFC 9457) with a stable `code`.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'closedloop_session' },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
    },
  })
  await http.app.register(swaggerUi, { routePrefix: '/docs' })
  const all = async () => [
    ...(await platformInvariants(opened.db)),
    ...modules.flatMap((module) => module.invariants ?? []),
  ]
  const rest = async () => {
    await clock.refresh()
    await settleDown(opened.db, consumers, sweeps, clock.now, log)
    context.bus.send(LOOK_ANEW, {})
  }
  await http.app.register(async () => {
    systemRoutes(context, http, { settleDown: rest, invariants: all, consumers })
    for (const module of modules) module.routes?.(http)
  })
  const sandbox = config.roles.has('sandbox') ? sandboxPlugin(context) : undefined
  if (sandbox) {
    await http.app.register(sandbox.plugin, { prefix: '/sandbox' })
    sweeps.push(...sandbox.sweeps)
  }
  http.app.get('/openapi.json', { schema: { hide: true } as any }, async () => http.app.swagger())

  const closers: (() => Promise<void>)[] = []
  return {
    context,
    http,
    modules,
    listen: async () => {
      await http.app.listen({ port: config.port, host: config.host })
      const { port } = http.app.server.address() as { port: number }
      base_url = `http://127.0.0.1:${port}`
      return base_url
    },
    startJobs: async () => {
      for (const module of modules) if (module.start) closers.push(await module.start())
      if (sandbox) closers.push(await sandbox.start())
      if (!config.roles.has('jobs')) return
      pump = startPump(opened.db, consumers, log)
      const running = startSweeps(opened.db, sweeps, clock.now, log)
      const refresh = setInterval(() => void clock.refresh().catch(() => {}), 2_000)
      closers.push(async () => {
        clearInterval(refresh)
        await running.stop()
        await pump?.stop()
      })
    },
    settleDown: rest,
    invariants: all,
    close: async () => {
      // From here on nobody new is let in; what is under way gets its answer while the rest closes.
      const answered = http.app.close()
      // A browser holds its connection open after the last answer, and would hold up the end for a minute.
      const idle = setInterval(() => http.app.server.closeIdleConnections(), 50)
      for (const close of closers.reverse()) await close()
      await answered
      clearInterval(idle)
      await opened.close()
    },
  }
}
