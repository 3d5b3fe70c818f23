import { Form, InputNumber, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { ShopOffer } from './sample-offers.tsx'
import { samplesWords } from './samples.words.ts'

type Fields = {
  product_id: string
  sku_id: string
  is_open: boolean
  quota: number
  per_creator: number
  min_followers: number
  min_sales: number
}

/** Sets of which goods samples are given, which SKU, how many and to whom. */
export function OfferDialog({
  shop_id,
  offer,
  onClose,
}: {
  shop_id: string
  offer: ShopOffer | undefined
  onClose: () => void
}) {
  const t = useWords(samplesWords)
  const [form] = Form.useForm<Fields>()
  const [q, setQ] = useState('')
  const product_id = Form.useWatch('product_id', form) ?? offer?.product.id
  const goods = useRoute('GET /v1/shops/:shop_id/goods', {
    params: { shop_id },
    query: { state: 'on_shelf', limit: 50, ...(q ? { q } : {}) },
  })
  const chosen = useRoute(
    'GET /v1/shops/:shop_id/goods/:product_id',
    { params: { shop_id, product_id: product_id ?? '' } },
    { enabled: product_id !== undefined },
  )
  const save = useAct(
    async ({ product_id, ...body }: Fields) => {
      await call('PUT /v1/shops/:shop_id/goods/:product_id/sample-offer', {
        params: { shop_id, product_id },
        body,
      })
      onClose()
    },
    { done: t('offer_done'), refresh: ['GET /v1/shops/:shop_id/sample-offers'] },
  )
  const needed = [{ required: true, message: t('needed') }]
  const titles = new Map(
    (goods.data?.data ?? [])
      .filter(({ source }) => source === 'own')
      .map(({ id, title }) => [id, title]),
  )
  if (offer) titles.set(offer.product.id, offer.product.title)
  return (
    <Modal
      open
      title={t('offer')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('offer_words')}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={
          offer
            ? { ...offer, product_id: offer.product.id }
            : { is_open: true, quota: 10, per_creator: 1, min_followers: 0, min_sales: 0 }
        }
        onValuesChange={(changed) => {
          if ('product_id' in changed) form.resetFields(['sku_id'])
        }}
        onFinish={(fields) => void save.run(fields)}
      >
        <Form.Item name="product_id" label={t('choose_goods')} rules={needed}>
          <Select
            disabled={offer !== undefined}
            showSearch={{ filterOption: false, onSearch: setQ }}
            loading={goods.isFetching}
            options={[...titles].map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item name="sku_id" label={t('sku')} rules={needed}>
          <Select
            loading={chosen.isFetching && product_id !== undefined}
            options={(chosen.data?.skus ?? []).map(({ id, option_values }) => ({
              value: id,
              label: option_values.join(' / ') || chosen.data?.title,
            }))}
          />
        </Form.Item>
        <div className="studio-form-row">
          <Form.Item name="quota" label={t('quota')} rules={needed}>
            <InputNumber min={Math.max(1, offer?.taken ?? 1)} max={10_000} precision={0} />
          </Form.Item>
          <Form.Item name="per_creator" label={t('per_creator')} rules={needed}>
            <InputNumber min={1} max={10} precision={0} />
          </Form.Item>
          <Form.Item name="min_followers" label={t('min_followers')} rules={needed}>
            <InputNumber min={0} max={1_000_000_000} precision={0} />
          </Form.Item>
          <Form.Item name="min_sales" label={t('min_sales')} rules={needed}>
            <InputNumber min={0} max={1_000_000_000} precision={0} />
          </Form.Item>
        </div>
        <Form.Item name="is_open" label={t('is_open')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}
