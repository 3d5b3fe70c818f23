import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { HttpPerson } from '../../journeys/http-person.ts'
import { type RunningServer, startServer } from '../../journeys/running-server.ts'
import { DEMO_PASSWORD } from '../../server/demo/people.ts'
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts'
import { type Market, openMarket } from '../crash/market.ts'
import { openBook } from './book.ts'
import { BREAKS, type Break, type BreakName } from './breaks.ts'
import type { Dice } from './dice.ts'
import { openPostOffice } from './post-office.ts'
import { type Keys, openProvider } from './provider.ts'

const PEOPLE = { DEMO: 'people', SKIP_BUILD: '1', RATE_LIMITS: '0', LOG_LEVEL: 'fatal' }

export type House = Awaited<ReturnType<typeof openHouse>>
export type Stage = Awaited<ReturnType<typeof openStage>>

/** A PostgreSQL of its own with one database in which shops are open; each stage plays on a copy of it. */
export async function openHouse() {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-callbacks-'))
  const data_dir = join(folder, 'data')
  mkdirSync(data_dir)
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'pg') })
  const close = async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const server = await startServer({
      ...PEOPLE,
      DATA_DIR: data_dir,
      DATABASE_URL: postgres.url,
      ROLES: 'http,live,jobs,sandbox',
    })
    const market = await openMarket(server.url, { scarce: 1 }).finally(() => server.stop())
    return {
      folder,
      data_dir,
      market,
      copy: (name: string) => copyDatabase(postgres.url, name),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function copyDatabase(url: string, name: string): Promise<string> {
  const admin = new URL(url)
  const source = admin.pathname.slice(1)
  admin.pathname = '/postgres'
  const client = new pg.Client({ connectionString: admin.href })
  await client.connect()
  try {
    await client.query(`create database ${name} template ${source}`)
  } finally {
    await client.end()
  }
  admin.pathname = `/${name}`
  return admin.href
}

/** A server on a copy of the house's database, the provider it deals with, and buyers who pay there. */
export async function openStage(
  house: House,
  {
    name,
    dice,
    broken,
    sockets,
  }: { name: string; dice: Dice; broken?: BreakName; sockets: number },
) {
  const database_url = await house.copy(name)
  const [keys, retired] = [[key(), key()] as Keys, key()]
  let ahead_ms = 0
  const now = () => new Date(Date.now() + ahead_ms)
  const book = await openBook(join(house.folder, `${name}.log`))
  const provider = await openProvider({ book, keys, now })
  const settings: Record<string, string> = {
    ...PEOPLE,
    DATA_DIR: house.data_dir,
    DATABASE_URL: database_url,
    ROLES: 'http,live,jobs',
    SANDBOX_PAY_URL: provider.url,
    SECRET_SANDBOX_PAYMENT: keys.join(','),
    ...(broken
      ? {
          DRILL_BREAK: broken,
          NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'break-server.ts')).href}`,
        }
      : {}),
  }
  let server: RunningServer
  try {
    server = await startServer(settings)
  } catch (error) {
    await provider.close()
    await book.close()
    throw error
  }
  for (const at of ['PORT', 'PUBLIC_URL']) settings[at] = server.env[at] as string
  if (broken) assertBroken(server, broken)
  const { url } = server
  const post_office = openPostOffice({ url, book, keys, now, dice, sockets })
  const [admin, ...buyers] = await Promise.all(
    ['admin', 'viewer', 'viewer2'].map((one) =>
      new HttpPerson(url, one).signIn(`${one}@demo.example`, DEMO_PASSWORD),
    ),
  )
  return {
    database_url,
    book,
    provider,
    post_office,
    forger: { keys, retired, now },
    now,
    buyers,
    market: house.market as Market,
    /** Kills the server where it stands, and starts it again on the same address. */
    killServer: async (): Promise<void> => {
      await server.kill()
      server = await startServer(settings)
    },
    /** Moves the platform's clock, and with it the provider's. */
    pass: async (seconds: number): Promise<void> => {
      const { offset_ms } = await (admin as HttpPerson).do('POST', '/v1/demo/clock', {
        advance_s: seconds,
      })
      ahead_ms = offset_ms
    },
    env: () => server.env,
    close: async (): Promise<void> => {
      post_office.close()
      await server.stop()
      await provider.close()
      await book.close()
    },
  }
}

/** Each file of the break has said that it was rewritten. */
function assertBroken(server: RunningServer, name: BreakName): void {
  const { edits }: Break = BREAKS[name]
  const files = new Set(edits.map(({ file }) => file))
  for (const file of files)
    if (
      !server
        .output()
        .includes(`${name} in ${pathToFileURL(join(import.meta.dirname, '../..', file)).href}`)
    )
      throw new Error(`${file} was not loaded broken (${name})`)
}

const key = (): string => randomBytes(32).toString('base64url')
