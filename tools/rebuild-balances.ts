/**
 * `npm run rebuild-balances`: makes the ledger's stored balances anew from its entries, against a running or stopped
 * installation; one JSON line. On books in order `before` and `after` are the same.
 */
import { buildApp } from '../server/app.ts'
import { rebuildBalances } from '../server/modules/ledger/index.ts'
import { readConfig } from '../server/platform/config.ts'
import { findDatabase } from '../server/platform/find-database.ts'
import { makeLog } from '../server/platform/log.ts'

const config = { ...readConfig(), roles: new Set<never>() }
const { url, release } = await findDatabase(config)
const app = await buildApp(config, { database_url: url, log: makeLog('silent'), pool: 2 })
const rebuilt = await rebuildBalances(app.context.db)
await app.close()
await release()
console.log(JSON.stringify(rebuilt))
