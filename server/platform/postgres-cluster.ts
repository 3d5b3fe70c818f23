import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runs } from './claim-folder.ts'
import { type As, NoDatabase } from './postgres-program.ts'

/** The cluster on the disk: made once, whole or not at all, and taken over from a start that was killed. */

/** The password in the file beside the cluster, made when there is none. */
export function passwordFor(cluster: string, as: As): string {
  const file = `${cluster}.password`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(24).toString('base64url')
  writeFileSync(`${file}.part`, password, { mode: 0o600 })
  as.own(`${file}.part`)
  renameSync(`${file}.part`, file)
  return password
}

/** Made beside its place and renamed when complete, so a start killed half way leaves nothing to stumble over. */
export function makeCluster(
  native: string,
  cluster: string,
  as: As,
  throwaway: boolean,
  log: (line: string) => void,
): void {
  if (existsSync(join(cluster, 'PG_VERSION'))) return
  if (existsSync(cluster) && readdirSync(cluster).length > 0)
    throw new NoDatabase(
      `${cluster} holds files but no PostgreSQL cluster; move it away or set DATA_DIR to another folder`,
    )
  const beside = dirname(cluster)
  const left = readdirSync(beside).filter((name) => name.startsWith(`${basename(cluster)}.part`))
  if (left.length > 0)
    log('an earlier start was cut off while making the database; making it again')
  for (const name of left)
    try {
      rmSync(join(beside, name), { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // The initdb of a killed start may still be writing there; the next start tries again.
    }
  const part = `${cluster}.part-${process.pid}-${Date.now()}`
  mkdirSync(part, { mode: 0o700 })
  as.own(part)
  chmodSync(part, 0o700)
  const [command, args] = as.wrap(join(native, 'bin/initdb'), [
    '-D',
    part,
    '-U',
    'closedloop',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--auth=scram-sha-256',
    `--pwfile=${cluster}.password`,
    '--data-checksums',
    ...(throwaway ? ['--no-sync'] : []),
  ])
  try {
    execFileSync(command, args, { ...as.spawn, env: as.env, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const said =
      (error as { stderr?: Buffer }).stderr?.toString().trim().split('\n').slice(-3).join(' ') ??
      String(error)
    throw new NoDatabase(`PostgreSQL could not make its cluster in ${part}: ${said}`)
  }
  if (existsSync(cluster)) rmSync(cluster, { recursive: true })
  renameSync(part, cluster)
}

/** The owner was killed and left its PostgreSQL running: that one is shut down in order first. */
export async function takeOver(cluster: string, log: (line: string) => void): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  if (!runs(pid)) return
  if (!isPostmaster(pid, cluster)) {
    // PostgreSQL only looks whether the number is alive; the other lines tell it what shared memory to check.
    writeFileSync(file, [NOBODYS_PID, ...lines.slice(1)].join('\n'))
    return
  }
  log('an earlier start was killed; taking over its database')
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isPostmaster(pid, cluster)) process.kill(pid, signal)
    for (let left = 400; left > 0 && isPostmaster(pid, cluster); left--) await sleep(50)
  }
  if (isPostmaster(pid, cluster))
    throw new NoDatabase(
      `PostgreSQL process ${pid} left over on ${cluster} does not stop; stop it by hand`,
    )
}

/** Larger than any process id can be. */
const NOBODYS_PID = 4_194_305

/** Alive, and not a stranger who was given the number: PostgreSQL works inside its cluster's folder. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (!runs(pid)) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    return process.platform !== 'linux' && runs(pid)
  }
}
