import { contract, Instant, Maybe, Obj, OneOf, RatePpm, Text, Type } from '../../kernel/contract.ts'
import { ruleExists, ruleInThePast } from './link-rule.ts'

export const Placement = OneOf(
  'live_cart',
  'short_video_cart',
  'merchant_detail_page',
  'showcase',
  'note',
  'ad',
)
export const Effect = OneOf('allow', 'block', 'allow_with_fee', 'only_via_paid_task')

export const LinkRuleView = Obj({
  id: Type.String(),
  platform: Type.String(),
  source: Maybe(Type.String()),
  sub_source: Maybe(Type.String()),
  category: Maybe(Type.String()),
  placement: Maybe(Placement),
  /** Where no single source is named: the contracted ones it speaks of; null: every third party. */
  among: Maybe(Type.Array(Type.String())),
  effect: Effect,
  fee_ppm: RatePpm,
  effective_from: Instant,
  effective_to: Maybe(Instant),
  announced_at: Maybe(Instant),
  reason: Type.String(),
  supersedes: Maybe(Type.String()),
})

/** The answer of the policy: what, by which rule, why, and when it changes next. */
export const VerdictView = Obj({
  effect: Effect,
  rule_id: Maybe(Type.String()),
  reason: Type.String(),
  fee_ppm: RatePpm,
  next_change_at: Maybe(Instant),
  next_effect: Maybe(Effect),
})

const SourceWord = Type.String({ pattern: '^[a-z][a-z0-9_]{1,30}$' })

export const policiesContract = contract({
  'GET /v1/link-policy/matrix': {
    summary: 'Source × placement at an instant, each cell with its rule and next change',
    who: 'operator',
    query: Obj({ at: Type.Optional(Instant), platform: Type.Optional(SourceWord) }),
    answers: {
      200: Obj({
        at: Instant,
        platform: Type.String(),
        placements: Type.Array(Placement),
        rows: Type.Array(
          Obj({
            source: Type.String(),
            sub_source: Maybe(Type.String()),
            cells: Type.Array(VerdictView),
          }),
        ),
        /** Instants at which anything changes, for the date scrubber. */
        changes_at: Type.Array(Instant),
      }),
    },
  },
  'GET /v1/link-policy/rules': {
    summary: 'All rules of a platform, newest start first',
    who: 'operator',
    query: Obj({ platform: Type.Optional(SourceWord) }),
    answers: { 200: Obj({ data: Type.Array(LinkRuleView) }) },
  },
  'POST /v1/link-policy/rules': {
    summary:
      'Announce a rule that starts at a date; rules are never edited, a newer one supersedes',
    who: 'operator:admin',
    body: Obj({
      id: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9-]{2,40}$' })),
      source: Maybe(SourceWord),
      sub_source: Maybe(SourceWord),
      category: Maybe(Type.String({ pattern: '^[a-z0-9_]{2,40}$' })),
      placement: Maybe(Placement),
      effect: Effect,
      fee_ppm: Type.Optional(RatePpm),
      effective_from: Instant,
      effective_to: Type.Optional(Maybe(Instant)),
      reason: Text(300),
      /** The rule that ends for good when this one starts; also how an announcement is taken back. */
      supersedes: Type.Optional(Maybe(Type.String({ pattern: '^[A-Za-z0-9-]{2,40}$' }))),
      /**
       * Where no source is named: which third parties are meant. Left out, a block means all of them and
       * anything else those contracted.
       */
      among: Type.Optional(
        Maybe(Type.Array(SourceWord, { minItems: 1, maxItems: 50, uniqueItems: true })),
      ),
    }),
    answers: { 201: LinkRuleView },
    refusals: [ruleInThePast, ruleExists],
  },
  'GET /v1/link-policy/verdict': {
    summary:
      'Would these goods be allowed there, and why: for merchants and creators before they place',
    who: 'account',
    query: Obj({
      source: SourceWord,
      sub_source: Type.Optional(SourceWord),
      category: Type.Optional(Type.String({ maxLength: 40 })),
      placement: Placement,
      at: Type.Optional(Instant),
    }),
    answers: { 200: VerdictView },
  },
})
