import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freshPage } from './web-apps.ts'

test('a page is the one of the last build, and while a build is writing the one before it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'))
  const file = join(folder, 'index.html')
  const write = (text: string, second: number) => {
    writeFileSync(file, text)
    utimesSync(file, second, second)
  }
  const page = freshPage(file)
  await assert.rejects(page(), /ENOENT/)
  write('<script>1</script>', 1_000)
  const first = await page()
  assert.match(first.scripts[0] ?? '', /^'sha256-[\w+/=]{44}'$/)
  assert.equal(await page(), first, 'read once')
  rmSync(file)
  assert.equal(await page(), first)
  write('<script>2</script>', 2_000)
  const second = await page()
  assert.equal(second.text, '<script>2</script>')
  assert.notDeepEqual(second.scripts, first.scripts)
  rmSync(folder, { recursive: true })
})
