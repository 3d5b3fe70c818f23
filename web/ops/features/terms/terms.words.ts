import { dictionary } from '../../../shared/i18n/language.tsx'

export const termsWords = dictionary(
  {
    title: '结算规则',
    meta: '按付款日生效：已售出的订单按售出时的规则',
    fee: '退款管理费',
    fee_words:
      '已发货的商品退回时，平台从应退的技术服务费中留下的部分。只影响从生效日起付款的订单。',
    rate: '留存比例',
    valid_from: '生效日',
    open_end: '不限期',
    reason: '理由',
    standing: '情况',
    standing_in_force: '生效中',
    standing_to_come: '待生效',
    standing_over: '已结束',
    announce: '公布新费率',
    announce_title: '公布退款管理费',
    announce_words: '公布后不能修改；同一天只能有一条。商家当天就能看到费率和理由。',
    field_rate: '留存比例（%，最多 50）',
    field_from: '从哪天起（按付款日）',
    field_reason: '理由（商家会看到）',
    needed: '请填写{what}',
    example:
      '例：一笔订单技术服务费 {fee}，全部退回时留 {kept}，退给商家 {back}。现行规则留 {now}。',
    done: '已公布，从生效日起的订单适用',
    taken: '那一天已有一条规则，请换一天',
  },
  {
    title: 'Settlement terms',
    meta: 'In force by the day of payment: what is sold keeps the terms it was sold by',
    fee: 'Refund-administration fee',
    fee_words:
      'The part of a technical fee that the platform keeps when sent goods come back. Only for orders paid from its day on.',
    rate: 'Kept',
    valid_from: 'From',
    open_end: 'open end',
    reason: 'Reason',
    standing: 'Standing',
    standing_in_force: 'In force',
    standing_to_come: 'To come',
    standing_over: 'Over',
    announce: 'Announce a rate',
    announce_title: 'Announce a refund-administration fee',
    announce_words:
      'Once announced it is never changed, and a day has one rule. Merchants see the rate and its reason today.',
    field_rate: 'Kept (%, at most 50)',
    field_from: 'From (day of payment)',
    field_reason: 'Reason (merchants read it)',
    needed: 'Say: {what}',
    example:
      'Example: of a technical fee of {fee} that comes back whole, {kept} is kept and {back} returned. The present rule keeps {now}.',
    done: 'Announced, for orders paid from its day on',
    taken: 'That day has a rule already; choose another',
  },
)
