import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathOf, paths } from './paths.ts'

test('every path leads to a route, every route has a path', () => {
  const site = readFileSync(join(import.meta.dirname, 'routes.tsx'), 'utf8')
  const routes = new Set<string>()
  for (const [, parent, path = ''] of site.matchAll(
    /getParentRoute: \(\) => (\w+),\s*path: '([^']+)'/g,
  ))
    routes.add(parent === 'shop' ? `/shops/$shop_id${path}` : path)
  routes.delete('/shops/$shop_id')
  const known = new Set(
    Object.values(paths).map((make) =>
      String((make as (...ids: string[]) => { to: string })('a', 'b').to),
    ),
  )
  assert.deepEqual([...known].sort(), [...routes].sort())
})

test('a path is filled in for the rail', () => {
  assert.equal(pathOf(paths.order('shp_1', 'ord_2')), '/shops/shp_1/orders/ord_2')
})
