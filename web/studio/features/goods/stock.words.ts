import { dictionary } from '../../../shared/i18n/language.tsx'

export const stockWords = dictionary(
  {
    stock_title: '库存变动',
    stock_receive: '入库',
    stock_write_off: '报损出库',
    stock_reason: '原因',
    stock_reason_hint: '例如：到货入库、盘点、破损',
    stock_available: '可售',
    stock_reserved: '锁定',
    stock_after: '变动后',
    stock_done: '库存已更新',
    stock_none: '至少填一个数量',
  },
  {
    stock_title: 'Stock',
    stock_receive: 'Receive',
    stock_write_off: 'Write off',
    stock_reason: 'Reason',
    stock_reason_hint: 'Delivery, stocktaking, damage…',
    stock_available: 'Available',
    stock_reserved: 'Reserved',
    stock_after: 'After',
    stock_done: 'Stock changed',
    stock_none: 'Fill in one quantity at least',
  },
)
