import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../tools/install-test-tools.ts'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

export const openBrowser = async (): Promise<Browser> => {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('there is no Chromium here; apt-get install chromium, or name one in CHROMIUM')
  return chromium.launch({ executablePath, args: FLAGS })
}

export type Window = { page: Page; context: BrowserContext; errors: string[] }

/** A phone or a desk in a language of its own, signed in by the cookie of somebody; collects what goes wrong in the page. */
export async function openWindow(
  browser: Browser,
  {
    url,
    cookie,
    kind,
    language = 'zh-CN',
  }: { url: string; cookie?: string; kind: 'phone' | 'desk'; language?: 'zh-CN' | 'en' },
): Promise<Window> {
  const context = await browser.newContext(
    kind === 'phone'
      ? {
          viewport: { width: 390, height: 844 },
          deviceScaleFactor: 2,
          isMobile: true,
          hasTouch: true,
          locale: language,
        }
      : { viewport: { width: 1440, height: 900 }, locale: language },
  )
  context.setDefaultTimeout(20_000)
  await context.addInitScript(
    ([chosen, signed_in]) => {
      localStorage.setItem('language', chosen)
      // The note that signing in leaves beside the cookie.
      if (signed_in) localStorage.setItem('signed_in', '1')
    },
    [language, cookie !== undefined] as const,
  )
  if (cookie) {
    const [name, value] = cookie.split('=') as [string, string]
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }])
  }
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      errors.push(message.text())
  })
  return { page, context, errors }
}

/** Numbers pictures in the order in which they are taken. */
export function album(folder: string): (page: Page, name: string) => Promise<void> {
  mkdirSync(folder, { recursive: true })
  let count = 0
  return async (page, name) => {
    count += 1
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(folder, `${String(count).padStart(2, '0')}-${name}.png`) })
  }
}
