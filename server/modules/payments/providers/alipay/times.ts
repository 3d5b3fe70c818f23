import { BUSINESS_ZONE } from '../../../../kernel/time.ts'

/** Alipay tells and wants times as they stand on clocks in Beijing. */
export const beijing = (at: Date): string =>
  new Intl.DateTimeFormat('sv-SE', {
    timeZone: BUSINESS_ZONE,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at)

/** Undefined or another form: null. */
export function timeOf(text: string | undefined): Date | null {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?$/.exec(text?.trim() ?? '')
  const at = found ? new Date(`${found[1]}T${found[2]}+08:00`) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}
