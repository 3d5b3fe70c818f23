/** `npm run migrate`: brings the database that DATABASE_URL names up to date. */
import { migrate } from '../server/platform/migrate.ts'

const url = process.env.DATABASE_URL
if (!url) {
  console.error('Set DATABASE_URL; the embedded database is migrated by npm start.')
  process.exit(2)
}
const ran = await migrate(url)
console.log(ran.length > 0 ? `ran ${ran.join(', ')}` : 'nothing to do')
