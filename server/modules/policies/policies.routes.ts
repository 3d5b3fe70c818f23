import { malformed } from '../../kernel/refusal.ts'
import type { Context } from '../../platform/context.ts'
import type { HttpApp } from '../../platform/http.ts'
import { addRule } from './add-rule.ts'
import { changesOf, decide, PLACEMENTS, SELF } from './link-rule.ts'
import { matrixOf } from './matrix.ts'
import { policiesContract } from './policies.contract.ts'
import { currentRules, findRules } from './policies.sql.ts'

/** The form admits a leap second, which no clock of ours shows. */
const instantOf = (text: string, path: string): Date => {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw malformed({ errors: [{ path, message: 'is no instant' }] })
  return at
}

export const policiesRoutes =
  ({ db, wake }: Context) =>
  (http: HttpApp) =>
    http.serve(
      policiesContract,
      {
        'GET /v1/link-policy/matrix': async ({ query, now }) => {
          const platform = query.platform ?? SELF
          const at = query.at === undefined ? now : instantOf(query.at, '/query/at')
          const rules = await (platform === SELF ? currentRules(db) : findRules(db, platform))
          return {
            at,
            platform,
            placements: PLACEMENTS,
            rows: matrixOf(rules, platform, at),
            changes_at: changesOf(rules),
          }
        },
        'GET /v1/link-policy/rules': async ({ query }) => ({
          data: await findRules(db, query.platform ?? SELF),
        }),
        'POST /v1/link-policy/rules': async ({ body, account_id, now }) => {
          const { fee_ppm, effective_from, effective_to, ...rest } = body
          const rule = await addRule(
            db,
            {
              ...rest,
              effective_from: instantOf(effective_from, '/effective_from'),
              effective_to: effective_to ? instantOf(effective_to, '/effective_to') : null,
              ...(fee_ppm === undefined ? {} : { fee_ppm: BigInt(fee_ppm) }),
            },
            account_id,
            now,
          )
          wake()
          return rule
        },
        'GET /v1/link-policy/verdict': async ({ query, now }) => {
          const { at, ...question } = query
          return decide(await currentRules(db), {
            ...question,
            at: at === undefined ? now : instantOf(at, '/query/at'),
          })
        },
      },
      'policies',
    )
