import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { paths } from './paths.ts'

test('every path leads to a route, every route has a path', () => {
  const site = readFileSync(join(import.meta.dirname, 'routes.tsx'), 'utf8')
  const routes = new Set([...site.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path))
  const known = Object.values(paths).map((make) =>
    String((make as (id: never) => { to: string })('a' as never).to),
  )
  assert.deepEqual([...new Set(known)].sort(), [...routes].sort())
})
