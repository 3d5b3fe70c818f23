/**
 * Holds every import in `server/` and `web/` against the house: kernel imports nothing of ours, platform knows no
 * module, modules use only those that `server/modules.ts` lists and only through their front door, the list has
 * no cycle, and web apps share only `web/shared` (contracts as types).
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from 'oxc-parser'
import { modules } from '../server/modules.ts'

const root = join(import.meta.dirname, '..')
const allowed: Record<string, readonly string[]> = modules
const names = Object.keys(allowed)

/** Why this import is not allowed, or undefined. Paths are relative to the repository. */
export function objection(from: string, to: string, type_only: boolean): string | undefined {
  const [area, layer = '', module = ''] = from.split('/')
  const [toArea, toLayer = '', toModule = '', ...rest] = to.split('/')
  const isTest = /\.test\.tsx?$|\.world\.ts$|test-world\.ts$|test-seed\.ts$/.test(from)
  if (area === 'web') {
    if (toArea === 'server')
      return type_only || isTest || /\.protocol\.ts$|\/kernel\//.test(to)
        ? undefined
        : 'web takes only types from the server'
    if (layer === 'shared' && toArea === 'web' && toLayer !== 'shared')
      return 'web/shared knows no app'
    if (
      ['viewer', 'studio', 'ops'].includes(layer) &&
      ['viewer', 'studio', 'ops'].includes(toLayer) &&
      layer !== toLayer
    )
      return 'apps share only web/shared'
    return undefined
  }
  if (area !== 'server') return undefined
  if (toArea !== 'server')
    return to.startsWith('db/') || isTest
      ? undefined
      : layer === 'kernel'
        ? 'kernel imports nothing of ours'
        : undefined
  if (layer === 'kernel' && toLayer !== 'kernel' && !isTest) return 'kernel imports nothing of ours'
  if (layer === 'platform' && !['kernel', 'platform'].includes(toLayer) && !isTest)
    return 'platform knows no module'
  if (layer === 'sandbox' && toLayer === 'modules' && !isTest)
    return 'the sandbox is a stranger: it speaks only over HTTP'
  if (layer !== 'modules') return undefined
  if (!['kernel', 'platform', 'modules'].includes(toLayer) && !isTest)
    return 'modules do not know the wiring'
  if (toLayer !== 'modules' || module === toModule) return undefined
  if (!allowed[module]?.includes(toModule) && !isTest)
    return `${module} does not list ${toModule} in server/modules.ts`
  const door = rest.join('/')
  // Contracts are public: their schemas, and the refusals they name, may be shared by other contracts.
  if (door === 'index.ts' || door.endsWith('.contract.ts') || isTest) return undefined
  if (from.endsWith('.contract.ts')) return undefined
  return `use ${toModule}/index.ts`
}

/** The list itself only points upwards. */
function cycles(): string[] {
  return names.flatMap((name, place) =>
    (allowed[name] ?? [])
      .filter((used) => names.indexOf(used) >= place || names.indexOf(used) < 0)
      .map((used) => `modules.ts: ${name} lists ${used}, which does not stand above it`),
  )
}

if (import.meta.main) {
  let seen = 0
  const complaints = cycles()
  const graph = new Map<string, Set<string>>()
  for (const file of globSync(
    [
      'server/**/*.ts',
      'web/**/*.{ts,tsx}',
      'tools/*.ts',
      'journeys/*.ts',
      'bench/*.ts',
      'drills/*.ts',
    ],
    { cwd: root },
  )) {
    const { module } = parseSync(file, readFileSync(join(root, file), 'utf8'))
    const requests = [
      ...module.staticImports.map((one) => ({
        to: one.moduleRequest.value,
        type_only: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
      })),
      ...module.staticExports.flatMap((one) =>
        one.entries.flatMap((entry) =>
          entry.moduleRequest ? [{ to: entry.moduleRequest.value, type_only: entry.isType }] : [],
        ),
      ),
    ]
    for (const { to, type_only } of requests) {
      if (!to.startsWith('.')) continue
      seen++
      const target = normalize(join(dirname(file), to))
      if (!type_only) graph.set(file, (graph.get(file) ?? new Set()).add(target))
      const why = objection(file, target, type_only)
      if (why) complaints.push(`${file} imports ${to}: ${why}`)
    }
  }
  complaints.push(...rings(graph).map((ring) => `import cycle: ${ring.join(' → ')}`))
  console.log([...complaints, `${seen} imports, ${complaints.length} complaints`].join('\n'))
  process.exitCode = complaints.length > 0 || seen === 0 ? 1 : 0
}

/** Rings of run-time imports, each once. */
function rings(graph: Map<string, Set<string>>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const walk = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) {
      found.push([...path.slice(at), file])
      return
    }
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) walk(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) walk(file, [])
  return found
}
