import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { NoDatabase, startEmbeddedPostgres } from './embedded-postgres.ts'

const inFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-pg-'))
  try {
    await work(join(folder, 'pg'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a half-made cluster is made again; a second start on the same folder is refused; data stays', () =>
  inFolder(async (folder) => {
    mkdirSync(`${folder}.part`)
    writeFileSync(join(`${folder}.part`, 'PG_VERSION'), '18')
    const said: string[] = []
    const first = await startEmbeddedPostgres({ folder, log: (line) => said.push(line) })
    assert.match(said.join(), /cut off while making the database/)
    await assert.rejects(
      startEmbeddedPostgres({ folder }),
      (error: unknown) => error instanceof NoDatabase && /another start/.test(error.message),
    )
    const client = new pg.Client({ connectionString: first.url })
    await client.connect()
    await client.query('create table kept (n int)')
    assert.equal((await client.query('show data_checksums')).rows[0].data_checksums, 'on')
    assert.equal((await client.query('show fsync')).rows[0].fsync, 'on')
    assert.ok(
      Number(
        (
          await client
            .query("select similarity('蝴蝶兰带花苞', '蝴蝶兰')")
            .catch(() =>
              client
                .query('create extension pg_trgm')
                .then(() => client.query("select similarity('蝴蝶兰带花苞', '蝴蝶兰')")),
            )
        ).rows[0].similarity,
      ) > 0,
    )
    await client.end()
    await first.stop()
    const second = await startEmbeddedPostgres({ folder })
    const again = new pg.Client({ connectionString: second.url })
    await again.connect()
    await again.query('select n from kept')
    await again.end()
    await second.stop()
  }))

test('after a kill of its owner the next start takes the database over', () =>
  inFolder(async (folder) => {
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
      import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))}
      await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)} })
      console.log('ready')
      setInterval(() => {}, 1000)`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await new Promise((done) => owner.stdout.once('data', done))
    owner.kill('SIGKILL')
    await new Promise((done) => owner.once('exit', done))
    const said: string[] = []
    const next = await startEmbeddedPostgres({ folder, log: (line) => said.push(line) })
    assert.match(said.join(), /taking over/)
    await next.stop()
  }))

test('a folder with other things in it is left alone', () =>
  inFolder(async (folder) => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'diary.txt'), 'mine')
    await assert.rejects(
      startEmbeddedPostgres({ folder }),
      (error: unknown) => error instanceof NoDatabase && /move it away/.test(error.message),
    )
  }))
