/**
 * `npm run verify`: every invariant as SQL against a running or stopped installation, and the ledger's hash chain
 * recomputed from its first day; one JSON line; exit 1 on any row.
 */
import { buildApp } from '../server/app.ts'
import { verifyChain } from '../server/modules/ledger/index.ts'
import { readConfig } from '../server/platform/config.ts'
import { findDatabase } from '../server/platform/find-database.ts'
import { checkInvariants } from '../server/platform/invariants.ts'
import { makeLog } from '../server/platform/log.ts'

const config = { ...readConfig(), roles: new Set<never>() }
const { url, release } = await findDatabase(config)
const app = await buildApp(config, { database_url: url, log: makeLog('silent'), pool: 2 })
const findings = await checkInvariants(app.context.db, await app.invariants())
const broken = findings.filter(({ rows }) => rows.length > 0)
for (const { name, rows } of broken)
  for (const row of rows.slice(0, 5))
    console.error(
      `${name}: ${JSON.stringify(row, (_, part) => (typeof part === 'bigint' ? Number(part) : part))}`,
    )
const chain = await verifyChain(app.context.db)
if (chain.bad)
  console.error(
    `I-07 the ledger's day ${chain.bad.day} is not what was sealed: ${chain.bad.why}${
      chain.bad.journal
        ? `; the first bad journal is ${chain.bad.journal.id} (${chain.bad.journal.was})`
        : ''
    }`,
  )
if (process.argv.includes('--list'))
  for (const { name, rows } of findings)
    console.error(`${rows.length === 0 ? 'holds   ' : 'VIOLATED'} ${name}`)
await app.close()
await release()
console.log(
  JSON.stringify({
    invariants: findings.length,
    violations: broken.reduce((count, { rows }) => count + rows.length, 0) + (chain.bad ? 1 : 0),
  }),
)
process.exit(broken.length > 0 || chain.bad ? 1 : 0)
