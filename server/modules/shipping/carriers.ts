/** Carriers that can be named. Codes are those that Chinese tracking services use, as far as they agree. */
export const CARRIERS = [
  { code: 'shunfeng', name: '顺丰速运' },
  { code: 'jd', name: '京东物流' },
  { code: 'zhongtong', name: '中通快递' },
  { code: 'yuantong', name: '圆通速递' },
  { code: 'shentong', name: '申通快递' },
  { code: 'yunda', name: '韵达快递' },
  { code: 'jitu', name: '极兔速递' },
  { code: 'ems', name: '中国邮政 EMS' },
  { code: 'youzheng', name: '邮政快递包裹' },
  { code: 'debang', name: '德邦快递' },
  { code: 'kuayue', name: '跨越速运' },
  { code: 'sandbox', name: 'Sandbox Express' },
] as const

const codes: ReadonlySet<string> = new Set(CARRIERS.map((carrier) => carrier.code))

export const isCarrier = (code: string): boolean => codes.has(code)
