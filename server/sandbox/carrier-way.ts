import { after, HOUR } from '../kernel/time.ts'

/** The way of every sandbox parcel: what happens how long after the waybill was made, by the platform's clock. */
export const WAY = [
  { state: 'picked_up', after_ms: 1 * HOUR, place: '杭州余杭营业点', words: '快件已揽收' },
  {
    state: 'in_transit',
    after_ms: 12 * HOUR,
    place: '杭州转运中心',
    words: '快件已离开，发往目的地',
  },
  {
    state: 'out_for_delivery',
    after_ms: 24 * HOUR,
    place: '目的地营业点',
    words: '快递员正在派送',
  },
  { state: 'signed', after_ms: 36 * HOUR, place: '目的地', words: '已签收，签收人：本人' },
] as const

/** When the next step of a waybill happens; null at the end of the way. */
export const nextStepAt = (created_at: Date, step: number): Date | null => {
  const next = WAY[step]
  return next ? after(created_at, next.after_ms) : null
}

/** How long until an undelivered message is tried again, in ms; null: given up. */
export const retryAfter = (attempts: number): number | null =>
  attempts >= 12 ? null : Math.min(5_000 * 2 ** attempts, 6 * HOUR)

const PREFIXES: Record<string, string> = {
  shunfeng: 'SF',
  jd: 'JDVA',
  zhongtong: 'ZT',
  yuantong: 'YT',
  shentong: 'ST',
  yunda: 'YD',
  jitu: 'JT',
  ems: 'EM',
  debang: 'DPK',
}
export const prefixOf = (carrier: string): string => PREFIXES[carrier] ?? 'SB'
