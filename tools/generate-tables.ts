/** Writes db/tables.ts (row types for Kysely) and db/schema.sql (the snapshot reviewers read) from a migrated database. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSchema } from './read-schema.ts'
import { withScratchDatabase } from './scratch-database.ts'

const root = join(import.meta.dirname, '..')
await withScratchDatabase(async (url) => {
  const { types, snapshot } = await readSchema(url)
  writeFileSync(join(root, 'db/tables.ts'), types)
  writeFileSync(join(root, 'db/schema.sql'), snapshot)
  console.log('wrote db/tables.ts and db/schema.sql')
})
