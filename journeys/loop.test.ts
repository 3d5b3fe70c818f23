import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findChromium } from '../tools/install-test-tools.ts'

test('the loop runs: on air, sold, paid, shipped, returned, settled, paid out', {
  timeout: 420_000,
  skip: findChromium() ? false : 'no Chromium here: the loop needs a browser',
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-loop-'))
  try {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'loop.ts')],
      { env: { ...process.env, LOOP_FOLDER: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let printed = ''
    child.stdout.on('data', (part) => (printed += part))
    child.stderr.on('data', (part) => (printed += part))
    const code = await new Promise((done) => child.once('exit', done))
    assert.equal(code, 0, printed)
    const last = JSON.parse(printed.trim().split('\n').at(-1) ?? '{}')
    assert.equal(last.ok, true)
    assert.equal(last.orders, 2)
    assert.equal(last.gmv, 25_880)
    assert.equal(last.merchant + last.creator + last.platform, 25_880 - 5_990)
    assert.ok(last.invariants >= 25)
    assert.equal(last.violations, 0)
    assert.ok(readdirSync(folder).length >= 20, 'a picture of each step')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
