import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildWeb } from '../../tools/build-web.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const skip = existsSync(CHROMIUM) ? false : 'there is no Chromium on this machine'
const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: FLAGS.split(' ') })

/** Tests of pages look at what was built; the whole test run has just built it. */
export async function buildViewer(): Promise<void> {
  if (!existsSync(join(import.meta.dirname, '../../dist/viewer/index.html')))
    await buildWeb({ only: 'viewer' })
}

export type Wish = {
  language?: string
  width?: number
  height?: number
  signed_in?: boolean
  /** How far the phone's own clock is off. */
  clock_off_ms?: number
  /** What the basket handed to the checkout page. */
  lines?: object[]
}

/** A viewer's phone, or a desktop from 1024 px on: its page, what went wrong in it, and how to put it away. */
export async function openViewer(
  browser: Browser,
  url: string,
  {
    language = 'zh-CN',
    width = 390,
    height = 844,
    signed_in = true,
    clock_off_ms = 0,
    lines = [],
  }: Wish = {},
): Promise<{ page: Page; problems: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width, height },
    isMobile: width < 1_024,
    hasTouch: width < 1_024,
    locale: language,
    reducedMotion: 'reduce',
  })
  if (signed_in) await context.addCookies([{ name: 'mock_session', value: '1', url }])
  await context.addInitScript(
    ({ language, signed_in, lines, clock_off_ms }) => {
      localStorage.setItem('language', language)
      if (signed_in) localStorage.setItem('signed_in', '1')
      sessionStorage.setItem('checkout_lines', lines)
      if (clock_off_ms === 0) return
      const Right = Date
      const wrong = () => Right.now() + clock_off_ms
      globalThis.Date = class extends Right {
        constructor(...given: [any]) {
          super(...(given.length > 0 ? given : ([wrong()] as [any])))
        }
        static override now = wrong
      } as DateConstructor
    },
    { language, signed_in, lines: JSON.stringify(lines), clock_off_ms },
  )
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`pageerror ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/404 \(Not Found\)/.test(message.text()))
      problems.push(`console ${message.text()}`)
  })
  return { page, problems, close: () => context.close() }
}
