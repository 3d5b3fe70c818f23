import { Form, Input, InputNumber, Modal, Segmented, Skeleton } from 'antd'
import { useRef, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'
import { stockWords } from './stock.words.ts'

/** Receive goods or write them off, by SKU, with a reason. */
export function StockDialog({
  shop_id,
  product_id,
  onClose,
}: {
  shop_id: string
  product_id: string
  onClose: () => void
}) {
  const t = useWords(goodsWords)
  const s = useWords(stockWords)
  const say = useSay()
  const stock = useRoute('GET /v1/shops/:shop_id/stock', {
    params: { shop_id },
    query: { product_id },
  })
  const goods = useRoute('GET /v1/shops/:shop_id/goods/:product_id', {
    params: { shop_id, product_id },
  })
  const [direction, setDirection] = useState<1 | -1>(1)
  const [by_sku, setBySku] = useState<Record<string, number | null>>({})
  const [reason, setReason] = useState('')
  const key = useRef(newKey())
  const save = useAct(
    async () => {
      const changes = Object.entries(by_sku).flatMap(([sku_id, count]) =>
        count ? [{ sku_id, change: count * direction }] : [],
      )
      if (changes.length === 0) return say.warn(s('stock_none'))
      await call('POST /v1/shops/:shop_id/stock-changes', {
        params: { shop_id },
        body: {
          changes,
          reason: reason.trim() || s(direction === 1 ? 'stock_receive' : 'stock_write_off'),
        },
        key: key.current,
      })
      say.done(s('stock_done'))
      onClose()
    },
    {
      refresh: [
        'GET /v1/shops/:shop_id/goods',
        'GET /v1/shops/:shop_id/goods/:product_id',
        'GET /v1/shops/:shop_id/stock',
      ],
    },
  )
  const failed = stock.error ?? goods.error
  const names = new Map(goods.data?.skus.map((sku) => [sku.id, sku.option_values.join(' / ')]))
  return (
    <Modal
      open
      title={s('stock_title')}
      okText={t('ok')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => void save.run()}
      onCancel={onClose}
    >
      <Segmented
        block
        value={direction}
        onChange={(value) => {
          key.current = newKey()
          setDirection(value)
        }}
        options={[
          { value: 1 as const, label: s('stock_receive') },
          { value: -1 as const, label: s('stock_write_off') },
        ]}
      />
      {failed ? (
        <FailureState error={failed} onRetry={() => void stock.refetch()} />
      ) : !stock.data || !goods.data ? (
        <Skeleton active />
      ) : (
        <div className="goods-stock-scroll">
          <table className="goods-stock">
            <thead>
              <tr>
                <th scope="col">{t('sku')}</th>
                <th scope="col">{s('stock_available')}</th>
                <th scope="col">{s('stock_reserved')}</th>
                <th scope="col">{s(direction === 1 ? 'stock_receive' : 'stock_write_off')}</th>
                <th scope="col">{s('stock_after')}</th>
              </tr>
            </thead>
            <tbody>
              {stock.data.data.map((row) => {
                const count = by_sku[row.sku_id] ?? null
                return (
                  <tr key={row.sku_id}>
                    <td>{names.get(row.sku_id) || goods.data.title}</td>
                    <td className="num">{row.available}</td>
                    <td className="num">{row.reserved}</td>
                    <td>
                      <InputNumber
                        size="small"
                        min={0}
                        max={direction === 1 ? 10_000_000 : row.available}
                        precision={0}
                        value={count}
                        aria-label={names.get(row.sku_id) || goods.data.title}
                        onChange={(value) => {
                          key.current = newKey()
                          setBySku((now) => ({ ...now, [row.sku_id]: value }))
                        }}
                      />
                    </td>
                    <td className="num">{row.available + (count ?? 0) * direction}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <Form layout="vertical">
        <Form.Item label={s('stock_reason')} htmlFor="stock-reason">
          <Input
            id="stock-reason"
            maxLength={100}
            placeholder={s('stock_reason_hint')}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
