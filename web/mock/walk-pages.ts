import { AxeBuilder } from '@axe-core/playwright'
import type { Page, Request } from 'playwright-core'

/** A page's path inside its app, and words that are there once it shows what it should. */
export type Place = [path: string, shows: RegExp]

/**
 * What axe finds on a page, in words. Our pages hold no frames, so axe looks at this page alone and opens none of its own to
 * gather what frames would say: that costs more than the looking.
 */
export async function axeFaults(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // What is right need not be described node by node.
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(true)
    .analyze()
  return violations.map(
    ({ id: rule, nodes }) => `${where}: axe ${rule} at ${nodes[0]?.html.slice(0, 160)}`,
  )
}

/** How many pixels a page is too wide; scrolling sideways is never meant. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

async function tooWide(page: Page, where: string): Promise<string[]> {
  const over = await overflow(page)
  return over > 0 ? [`${where}: ${over} px too wide`] : []
}

/**
 * A chart follows its place only some frames after the place has changed, and on a desk something may come in at any moment: a
 * fault is one that stays.
 */
async function thatStay(page: Page, look: () => Promise<string[]>): Promise<string[]> {
  const end = performance.now() + 3_000
  for (;;) {
    const faults = await look()
    if (faults.length === 0 || performance.now() > end) return faults
    await page.waitForTimeout(50)
  }
}

/** What scrolls sideways and cannot be reached by keyboard: neither itself nor anything in it takes the focus. */
async function unreachable(page: Page, where: string): Promise<string[]> {
  const found = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter(
        (one) =>
          one.scrollWidth > one.clientWidth + 12 &&
          one.clientWidth > 0 &&
          /auto|scroll/.test(getComputedStyle(one).overflowX) &&
          one.tabIndex < 0 &&
          !one.querySelector('a[href],button:not(:disabled),input,select,textarea,[tabindex="0"]'),
      )
      .map((one) => one.outerHTML.slice(0, 120)),
  )
  return found.map((one) => `${where}: no key reaches ${one}`)
}

/** No answer is on its way and nothing moves any more that will ever stand still. */
function calmOf(page: Page): () => Promise<void> {
  const asked = new Set<Request>()
  page.on('request', (request) => asked.add(request))
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  page.on('framenavigated', () => asked.clear())
  const stands = () =>
    page.evaluate(async () => {
      const frame = () => new Promise(requestAnimationFrame)
      await frame()
      await frame()
      const moving = document
        .getAnimations()
        .filter((one) => one.playState === 'running')
        .filter((one) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
      await Promise.allSettled(moving.map((one) => one.finished))
    })
  return async () => {
    // A film or a long poll never ends: those are not waited for.
    const end = performance.now() + 3_000
    do {
      while (asked.size > 0 && performance.now() < end) await page.waitForTimeout(10)
      await stands()
    } while (asked.size > 0 && performance.now() < end)
    // What an answer sets off may begin to move only now.
    await page.waitForTimeout(120)
    await stands()
  }
}

/**
 * Looks at every place: its words are there, axe is content, nothing is too wide, the browser said nothing. By links from
 * outside (`goto`), or as somebody who stays in the app (`in_app`); with `narrow` also whether it fits narrower windows, and whether
 * keys reach what scrolls in them.
 */
export async function walkPages(
  page: Page,
  {
    base,
    places,
    problems,
    in_app = false,
    with_axe = true,
    narrow = [],
  }: {
    base: string
    places: readonly Place[]
    /** What the browser reports, gathered by the caller. */
    problems: string[]
    in_app?: boolean
    /** Off: what axe looks at does not change with the language. */
    with_axe?: boolean
    narrow?: readonly { width: number; height: number }[]
  },
): Promise<string[]> {
  const faults: string[] = []
  const wide = page.viewportSize()
  const calm = calmOf(page)
  for (const [index, [path, shows]] of places.entries()) {
    if (in_app && index > 0)
      await page.evaluate((to) => window.history.pushState({}, '', to), base + path)
    else await page.goto(base + path)
    await page.getByText(shows).filter({ visible: true }).first().waitFor({ timeout: 15_000 })
    await calm()
    if (with_axe) faults.push(...(await thatStay(page, () => axeFaults(page, path))))
    faults.push(...(await thatStay(page, () => tooWide(page, path))))
    for (const size of narrow) {
      await page.setViewportSize(size)
      const where = `${path} at ${size.width}`
      faults.push(...(await thatStay(page, () => tooWide(page, where))))
      faults.push(...(await thatStay(page, () => unreachable(page, where))))
    }
    if (narrow.length > 0 && wide) await page.setViewportSize(wide)
    faults.push(...problems.splice(0).map((problem) => `${path}: ${problem}`))
  }
  return faults
}
