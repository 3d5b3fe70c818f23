import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

/** What the browser and live tests use of the system: a browser, an encoder, fonts with Chinese. */
const TOOLS = [
  {
    packages: ['chromium'],
    present: () => CHROMIUMS.some(existsSync),
    without: 'browser tests are skipped',
  },
  {
    packages: ['ffmpeg'],
    present: () => spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0,
    without: 'tests with a real encoder are skipped',
  },
  {
    packages: ['fonts-noto-cjk', 'fonts-noto-color-emoji'],
    present: () => hasFont('NotoSansCJK') || hasFont('NotoSerifCJK'),
    without: 'Chinese shows as boxes in screenshots',
  },
]
const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser tests run in: CHROMIUM, else where systems put it. */
export const findChromium = (): string | undefined =>
  process.env.CHROMIUM ?? CHROMIUMS.find(existsSync)

/** Installs what is missing where apt and the right to use it are there; else says in one line what to install. */
export function installTestTools(say: (line: string) => void = console.log): void {
  if (process.env.SKIP_TEST_TOOLS) return
  const missing = TOOLS.filter(({ present }) => !present())
  if (missing.length === 0) return
  installPackages(
    missing.flatMap((tool) => tool.packages),
    say,
  )
  for (const { packages: names, present, without } of missing)
    if (!present())
      say(
        `Not here: ${names.join(', ')} (${without}). To have them: apt-get install ${names.join(' ')}`,
      )
}

/** Installs Debian packages where apt and the right to use it are there; elsewhere it does nothing. */
export function installPackages(
  packages: readonly string[],
  say: (line: string) => void = console.log,
): void {
  const apt = aptCommand()
  if (!apt) return
  say(`Installing ${packages.join(', ')} with apt …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (args: string[]) =>
    spawnSync(apt[0] as string, [...apt.slice(1), ...args], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  run(['update', '-qq'])
  run(['install', '-y', '-qq', '--no-install-recommends', ...packages])
}

function aptCommand(): string[] | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined
  if (process.getuid?.() === 0) return ['apt-get']
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n', 'apt-get']
    : undefined
}

function hasFont(name: string): boolean {
  const folders = [
    '/usr/share/fonts/opentype/noto',
    '/usr/share/fonts/truetype/noto',
    '/usr/share/fonts/noto-cjk',
    '/System/Library/Fonts',
  ]
  return (
    process.platform !== 'linux' ||
    folders.some(
      (folder) => existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(name)),
    )
  )
}
