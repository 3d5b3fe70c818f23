import type { Edit } from '../broken/variants.ts'

const BILL = 'server/modules/payments/bill.ts'

/** Checkers that look away from one kind of difference, as a careless change would make them. */
export const BREAKS: Record<string, Edit> = {
  'fees-not-compared': {
    file: BILL,
    changes: [['if (expected !== line.fee)', 'if (expected < 0n)']],
  },
  'days-not-compared': {
    file: BILL,
    changes: [["return mine.day === day ? undefined : 'wrong_day'", 'return undefined']],
  },
  'doubles-not-seen': {
    file: BILL,
    changes: [
      ['if (!kind || times > 1) addDuplicate(mine, line, times)', 'if (!kind || times > 1) return'],
    ],
  },
  'absent-not-missed': {
    file: BILL,
    changes: [
      [
        "if (mine.state === 'done' && mine.day === day && !met.has(keyOf(mine))) compareUnbilled(mine)",
        'void compareUnbilled',
      ],
    ],
  },
  'returns-counted-as-gone-out': {
    file: BILL,
    changes: [
      ["about === 'payment' || about === 'payout_return' ? amount", "about === 'payment' ? amount"],
    ],
  },
  'amounts-about-equal': {
    file: BILL,
    changes: [
      ['if (mine.amount !== line.amount) {', 'if (mine.amount / 10n !== line.amount / 10n) {'],
    ],
  },
}
