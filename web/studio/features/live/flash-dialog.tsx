import { Form, InputNumber, Modal, Segmented, Select } from 'antd'
import { useEffect, useRef } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { AmountField } from '../../../shared/desk/amount-field.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Desk } from './desk-state.ts'
import { flashWords } from './flash.words.ts'
import { liveWords } from './live.words.ts'

type Fields = {
  sku_id: string
  price: number
  quota: number
  limit_per_buyer: number
  countdown_s: number
  duration_s: number
}

/** “3, 2, 1, link!”: one SKU, its flash price, how many, how many each, for how long. */
export function FlashDialog({
  desk,
  open,
  item_id,
  onClose,
  refetch,
}: {
  desk: Desk
  open: boolean
  item_id: string | undefined
  onClose: () => void
  refetch: () => void
}) {
  const t = useWords(liveWords)
  const f = useWords(flashWords)
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const skus = desk.room.items
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => item.state === 'listed' && item.external_url === null)
    .flatMap(({ item, index }) => item.skus.map((sku) => ({ sku, item, number: index + 1 })))
  const chosen_id = Form.useWatch('sku_id', form)
  const price = Form.useWatch('price', form)
  const quota = Form.useWatch('quota', form)
  const countdown_s = Form.useWatch('countdown_s', form)
  const found = skus.find(({ sku }) => sku.id === chosen_id)
  const chosen = found?.sku
  const currency = found?.item.product.currency ?? skus[0]?.item.product.currency ?? 'CNY'
  // One key for one meaning: pressing again after a lost answer opens one offer, not two.
  const key = useRef(newKey())
  const first = skus.find(({ item, sku }) => item.id === item_id && sku.stock > 0)?.sku
  const suggest = (sku: { id: string; price: number; stock: number } | undefined) =>
    form.setFieldsValue({
      sku_id: sku?.id,
      price: sku ? Math.floor(sku.price * 0.8) : undefined,
      quota: sku ? Math.max(1, Math.min(50, sku.stock)) : undefined,
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: fills in once, when the dialog opens.
  useEffect(() => {
    if (!open) return
    key.current = newKey()
    suggest(first)
  }, [open])
  const go = useAct(
    async (body: Fields) => {
      await call('POST /v1/rooms/:room_id/flash-offers', {
        params: { room_id: desk.room.id },
        body,
        key: key.current,
      })
      refetch()
      onClose()
    },
    { done: f('flash_opened') },
  )
  const off = chosen && price ? 1 - price / chosen.price : 0
  return (
    <Modal
      open={open}
      title={f('flash_open')}
      okText={countdown_s === 0 ? f('flash_go_now') : f('flash_go')}
      cancelText={t('cancel')}
      confirmLoading={go.busy}
      onCancel={onClose}
      onOk={() => form.submit()}
      forceRender
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ limit_per_buyer: 1, countdown_s: 3, duration_s: 300 }}
        onFinish={(fields) => void go.run(fields)}
        onValuesChange={() => {
          key.current = newKey()
        }}
      >
        <Form.Item
          name="sku_id"
          label={f('flash_sku')}
          rules={[{ required: true, message: f('flash_sku') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(id) => suggest(skus.find(({ sku }) => sku.id === id)?.sku)}
            options={skus.map(({ sku, item, number }) => ({
              value: sku.id,
              disabled: sku.stock === 0,
              label: `${number}. ${item.product.title}${sku.option_values.length > 0 ? ` · ${sku.option_values.join(' / ')}` : ''} · ${format.money(sku.price, item.product.currency)} · ${t('stock')} ${sku.stock}`,
            }))}
          />
        </Form.Item>
        <div className="studio-form-row live-flash-row">
          <Form.Item
            name="price"
            label={f('flash_price')}
            rules={[{ required: true, message: f('flash_price') }]}
            extra={
              off > 0
                ? f('flash_off', { rate: format.percent(Math.round(off * 1_000_000), 0) })
                : chosen && price
                  ? f('flash_above')
                  : undefined
            }
          >
            <AmountField currency={currency} min={1} />
          </Form.Item>
          <Form.Item
            name="quota"
            label={f('flash_quota')}
            rules={[{ required: true, message: f('flash_quota') }]}
            extra={
              chosen && quota > chosen.stock
                ? f('flash_above_stock', { stock: chosen.stock })
                : undefined
            }
          >
            <InputNumber min={1} max={1_000_000} precision={0} className="studio-wide" />
          </Form.Item>
          <Form.Item
            name="limit_per_buyer"
            label={f('flash_limit')}
            rules={[{ required: true, message: f('flash_limit') }]}
          >
            <InputNumber min={1} max={999} precision={0} className="studio-wide" />
          </Form.Item>
        </div>
        <Form.Item name="countdown_s" label={f('flash_countdown')}>
          <Segmented
            block
            options={[0, 3, 5, 10, 30].map((value) => ({
              value,
              label: value === 0 ? f('flash_go_now') : t('seconds', { count: value }),
            }))}
          />
        </Form.Item>
        <Form.Item name="duration_s" label={f('flash_duration')}>
          <Segmented
            block
            options={[60, 180, 300, 600, 1_800].map((value) => ({
              value,
              label: t('minutes', { count: value / 60 }),
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
