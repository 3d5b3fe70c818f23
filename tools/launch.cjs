// Runs on whatever Node is there: installs what the lockfile says when that has not been done, then starts the
// named program under the project's own Node.
'use strict'
const { createHash } = require('node:crypto')
const { existsSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { spawn, spawnSync } = require('node:child_process')

const root = join(__dirname, '..')
const stamp = join(root, 'node_modules', '.installed-lockfile')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

if (installed !== wanted) {
  process.stderr.write('Installing the packages named in package-lock.json …\n')
  const windows = process.platform === 'win32'
  const npm = spawnSync(
    windows ? 'npm.cmd' : 'npm',
    ['ci', '--no-audit', '--no-fund', '--include=optional', '--include=dev'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: windows,
    },
  )
  if (npm.status !== 0) {
    process.stderr.write(
      `npm ci failed${npm.error ? `: ${npm.error.message}` : ''}. Is the package registry reachable?\n`,
    )
    process.exit(npm.status || 1)
  }
  writeFileSync(stamp, wanted)
}

const own = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const node = existsSync(own) ? own : process.execPath
const [program, ...rest] = process.argv.slice(2)
// Compiled and stripped sources are kept: the next start is quicker and a hundred megabytes smaller.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'), ...process.env }
// A rush makes much that is forgotten at once: with room for it, clearing up takes a tenth less of the processor.
const FLAGS = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32']
const child = spawn(node, [...FLAGS, join(root, program), ...rest], {
  stdio: 'inherit',
  env,
  cwd: root,
  shell: process.platform === 'win32',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  process.stderr.write(`${node} cannot be started: ${error.message}\n`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 : code))
