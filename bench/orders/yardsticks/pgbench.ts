import { spawn, spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { installPackages } from '../../../tools/install-test-tools.ts'

/** One statement: the quickest way PostgreSQL itself has to sell one piece and write that down. */
const SCRIPT = `\\set buyer random(1, 1000000)
with taken as (update pgbench_stock set available = available - 1 where id = 1 and available > 0 returning id)
insert into pgbench_sales (stock_id, buyer, at) select id, :buyer, now() from taken;
`

export type Pgbench = {
  /** Sales a second with so many clients; none on a machine so busy that they do not even get in. */
  run: (clients: number, seconds: number) => Promise<number>
  close: () => void
}

/** Ready to run on this database; undefined, with a line that says so, where there is no pgbench and none can be had. */
export async function openPgbench(sql: pg.Client, url: string): Promise<Pgbench | undefined> {
  if (!findPgbench()) installPackages(['postgresql-contrib'])
  const command = findPgbench()
  if (!command) {
    console.log('Not here: pgbench. To have it: apt-get install postgresql-contrib')
    return undefined
  }
  await sql.query(`
    create table pgbench_stock (id int primary key, available bigint not null);
    insert into pgbench_stock values (1, 1000000000);
    create table pgbench_sales (id bigint generated always as identity primary key, stock_id int not null, buyer int not null, at timestamptz not null)`)
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-pgbench-'))
  const file = join(folder, 'sell.sql')
  writeFileSync(file, SCRIPT)
  return {
    run: async (clients, seconds) => {
      const said = await output(command, [
        ...['--no-vacuum', '--protocol=prepared', `--file=${file}`, `--time=${seconds}`],
        ...[`--client=${clients}`, `--jobs=${Math.min(2, clients)}`, url],
      ])
      // It says no rate when the time was over before the last client was in.
      return Number(/^tps = ([\d.]+)/m.exec(said)?.[1] ?? 0)
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Debian's own `pgbench` is a wrapper that starts Perl first; the program itself lies by version. */
function findPgbench(): string | undefined {
  const debian = globSync('/usr/lib/postgresql/*/bin/pgbench').sort().at(-1)
  if (debian && existsSync(debian)) return debian
  return spawnSync('pgbench', ['--version'], { stdio: 'ignore' }).status === 0
    ? 'pgbench'
    : undefined
}

const output = (command: string, args: string[]): Promise<string> =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part))
    child.once('error', fail)
    child.once('close', (code) =>
      code === 0 ? done(said) : fail(new Error(`pgbench ended with ${code}:\n${said}`)),
    )
  })
