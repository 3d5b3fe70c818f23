import type { Report } from './campaign.ts'
import { missing } from './campaign.ts'
import type { Pair } from './pair.ts'

/** One line a pair: how much was played, how it ended how often, and what is wrong. */
export function lineOf(pair: Pair, report: Report): string {
  const { schedules, distinct, statements, waits, exhausted, endings, ms } = report
  const ended = Object.entries(endings)
    .sort(([, a], [, b]) => b - a)
    .map(([ending, times]) => `${times} × ${ending}`)
    .join(' | ')
  const short = missing(pair, report)
  return [
    `${pair.name}: ${schedules} schedules (${exhausted ? 'all there are' : `${distinct} distinct`}), ${Math.round(statements / schedules)} statements each, ${waits} waits for a lock, ${Math.round(ms)} ms`,
    `  ${ended}`,
    ...short.map((one) => `  never reached: ${one}`),
    ...findLines(report),
  ].join('\n')
}

/** What was found, with the schedule that shows it again. */
export const findLines = ({ pair, finds }: Report): string[] =>
  finds
    .slice(0, 5)
    .map(
      ({ order, check, what }) =>
        `  BROKEN ${check}: ${what}${order ? `\n    again: npm run drill -- schedules --pair '${pair}' --replay ${order}` : ''}`,
    )
