/** Builds the three web apps into dist/, when their sources are newer than the last build. */
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
export const WEB_APPS = [
  { name: 'viewer', base: '/' },
  { name: 'studio', base: '/studio/' },
  { name: 'ops', base: '/ops/' },
] as const

/** So long the parts of earlier builds are kept. */
const OLD = 7 * 86_400_000

/** What no build has written since. */
function dropOld(folder: string, since: number): void {
  for (const file of readdirSync(folder).map((name) => join(folder, name)))
    if (statSync(file).mtimeMs < since) rmSync(file)
}

/** What the build depends on, as one hash. */
function sourceHash(): string {
  const hash = createHash('sha256')
  for (const file of globSync(
    [
      'web/**/*.{ts,tsx,css,html,svg,woff2}',
      'server/**/*.protocol.ts',
      'package-lock.json',
      'tools/build-web.ts',
    ],
    { cwd: root },
  ).sort())
    hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** Returns false when everything was up to date. */
export async function buildWeb({
  force = false,
  only,
}: {
  force?: boolean
  only?: string
} = {}): Promise<boolean> {
  const stamp = join(root, 'dist/.built-from')
  const hash = sourceHash()
  if (!force && !only && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false
  const [{ build }, { default: react }] = await Promise.all([
    import('vite'),
    import('@vitejs/plugin-react'),
  ])
  for (const { name, base } of WEB_APPS) {
    if (only && only !== name) continue
    const before = Date.now() - OLD
    await build({
      configFile: false,
      root: join(root, 'web', name),
      base,
      logLevel: 'warn',
      plugins: [react()],
      build: {
        outDir: join(root, 'dist', name),
        // Pages that are open still ask for the parts they were built with.
        emptyOutDir: false,
        target: 'es2022',
        sourcemap: false,
        chunkSizeWarningLimit: 2_000,
      },
    })
    dropOld(join(root, 'dist', name, 'assets'), before)
  }
  if (!only) {
    mkdirSync(join(root, 'dist'), { recursive: true })
    writeFileSync(stamp, hash)
  }
  return true
}

if (import.meta.main) {
  const started = performance.now()
  const built = await buildWeb({
    force: process.argv.includes('--force'),
    ...(process.argv[2]?.startsWith('--') || !process.argv[2] ? {} : { only: process.argv[2] }),
  })
  console.log(
    built
      ? `built the web apps in ${((performance.now() - started) / 1_000).toFixed(1)} s`
      : 'the web apps are up to date',
  )
}
