/** A server that is really broken, and which figure of the check has to see it. */
export type Break = {
  /** What was put in place of what, in files of the server. */
  edits: readonly { file: string; find: string; put: string }[]
  sees: 'forged_accepted' | 'misapplied' | 'lost' | 'doubled'
  /** The fault shows only when the server is killed. */
  killed: boolean
}

const PAYMENTS = 'server/modules/payments'

export const BREAKS = {
  signature_unchecked: {
    edits: [
      {
        file: `${PAYMENTS}/sandbox-provider.ts`,
        find: 'if (!isSigned(secrets, headers, raw, at)) return undefined',
        put: '',
      },
    ],
    sees: 'forged_accepted',
    killed: false,
  },
  amount_unchecked: {
    edits: [
      {
        file: `${PAYMENTS}/payment.ts`,
        find: "if (report.amount !== payment.amount) return 'amount'",
        put: '',
      },
    ],
    sees: 'misapplied',
    killed: false,
  },
  answered_before_stored: {
    edits: [
      {
        file: `${PAYMENTS}/take-callback.ts`,
        find: 'return store.ask(genuine)',
        put: "setTimeout(() => void store.ask(genuine).catch(() => {}), 100); return 'stored'",
      },
    ],
    sees: 'lost',
    killed: true,
  },
  applied_each_time: {
    edits: [
      {
        file: `${PAYMENTS}/payment.ts`,
        find: 'if (payment.provider_number !== null)',
        put: 'if (payment.provider_number === undefined)',
      },
      {
        file: `${PAYMENTS}/apply-provider-results.ts`,
        find: `event: \`payment:\${id}\`,\n      kind: 'payment',`,
        put: `event: \`payment:\${id}:\${performance.now()}\`,\n      kind: 'payment',`,
      },
    ],
    sees: 'doubled',
    killed: false,
  },
} as const satisfies Record<string, Break>
export type BreakName = keyof typeof BREAKS
