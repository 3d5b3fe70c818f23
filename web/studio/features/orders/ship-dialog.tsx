import { Checkbox, Form, Input, InputNumber, Modal, Segmented, Select, Skeleton } from 'antd'
import { useRef, useState } from 'react'
import { type Body, call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCarrierWords } from '../../../shared/i18n/use-history-words.ts'
import { ordersWords } from './orders.words.ts'

type Fields = { carrier: string; tracking_number?: string }
type Parcel = Body<'POST /v1/shops/:shop_id/orders/:order_id/parcels'>

export const TRACKING = /^[A-Za-z0-9-]{5,40}$/
export const REFRESHED_BY_SHIPPING = [
  'GET /v1/shops/:shop_id/orders',
  'GET /v1/shops/:shop_id/orders/:order_id',
] as const

/** Carriers to choose from, each by its name in the person's language. */
export function useCarriers(): { value: string; label: string }[] {
  const name = useCarrierWords()
  const found = useRoute('GET /v1/carriers', undefined, { staleTime: 600_000 })
  return (found.data?.data ?? []).map(({ code }) => ({ value: code, label: name(code) }))
}

/** Ships an order: all that is left, or some of its lines. */
export function ShipDialog({
  shop_id,
  order_id,
  onClose,
}: {
  shop_id: string
  order_id: string
  onClose: () => void
}) {
  const t = useWords(ordersWords)
  const [form] = Form.useForm<Fields>()
  const carriers = useCarriers()
  const found = useRoute('GET /v1/shops/:shop_id/orders/:order_id', {
    params: { shop_id, order_id },
  })
  const [partial, setPartial] = useState(false)
  const [chosen, setChosen] = useState<Record<string, number>>({})
  const key = useRef(newKey())
  const left = (found.data?.lines ?? []).flatMap((line) => {
    const count = line.quantity - line.shipped_quantity - line.refunded_quantity
    return count > 0 ? [{ line, count }] : []
  })
  const ship = useAct(
    async ({ carrier, tracking_number }: Fields) => {
      const body: Parcel = { carrier, ...(tracking_number ? { tracking_number } : {}) }
      if (partial)
        body.lines = Object.entries(chosen)
          .filter(([, quantity]) => quantity > 0)
          .map(([order_line_id, quantity]) => ({ order_line_id, quantity }))
      await call('POST /v1/shops/:shop_id/orders/:order_id/parcels', {
        params: { shop_id, order_id },
        body,
        key: key.current,
      })
      onClose()
    },
    { done: t('shipped_done'), refresh: [...REFRESHED_BY_SHIPPING] },
  )
  const nothing = partial && !Object.values(chosen).some((quantity) => quantity > 0)
  return (
    <Modal
      open
      title={t('ship_order', { number: found.data?.number ?? '' })}
      okText={t('ship')}
      cancelText={t('cancel')}
      confirmLoading={ship.busy}
      okButtonProps={{ disabled: nothing || left.length === 0 }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton active />
      ) : (
        <Form<Fields>
          form={form}
          layout="vertical"
          onFinish={(fields) => void ship.run(fields)}
          onValuesChange={() => {
            key.current = newKey()
          }}
        >
          <p className="orders-address">
            {found.data.address.recipient} · {found.data.address.phone}
            <br />
            {found.data.address.province}
            {found.data.address.city}
            {found.data.address.district} {found.data.address.street}
          </p>
          <div className="studio-form-row">
            <Form.Item
              name="carrier"
              label={t('carrier')}
              rules={[{ required: true, message: t('needed') }]}
            >
              <Select showSearch={{ optionFilterProp: 'label' }} options={carriers} />
            </Form.Item>
            <Form.Item
              name="tracking_number"
              label={t('tracking')}
              extra={t('tracking_hint')}
              rules={[{ pattern: TRACKING, message: t('tracking_wrong') }]}
            >
              <Input autoComplete="off" />
            </Form.Item>
          </div>
          <Segmented
            value={partial}
            onChange={(value) => {
              key.current = newKey()
              setPartial(value)
            }}
            options={[
              { value: false, label: t('all_left') },
              { value: true, label: t('some') },
            ]}
          />
          <ul className="orders-lines">
            {left.map(({ line, count }) => (
              <li key={line.id}>
                {partial && (
                  <Checkbox
                    aria-label={line.title}
                    checked={(chosen[line.id] ?? 0) > 0}
                    onChange={({ target }) =>
                      setChosen((now) => ({ ...now, [line.id]: target.checked ? count : 0 }))
                    }
                  />
                )}
                <GoodsCell
                  url={line.picture_url}
                  title={line.title}
                  words={[...line.option_values, t('left', { count })].join(' · ')}
                />
                {partial ? (
                  <InputNumber
                    size="small"
                    min={0}
                    max={count}
                    precision={0}
                    aria-label={`${t('quantity')}: ${line.title}`}
                    value={chosen[line.id] ?? 0}
                    onChange={(quantity) =>
                      setChosen((now) => ({ ...now, [line.id]: quantity ?? 0 }))
                    }
                  />
                ) : (
                  <span className="num">×{count}</span>
                )}
              </li>
            ))}
          </ul>
        </Form>
      )}
    </Modal>
  )
}
