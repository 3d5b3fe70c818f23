import { useNavigate } from '@tanstack/react-router'
import { Form, Input, Modal, Radio } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { CategoryField } from './category-field.tsx'
import { goodsWords } from './goods.words.ts'

type Fields = { title: string; category_id: string; kind: 'own' | 'link' }

/** Enough to keep a draft: a name and a category. */
export function NewGoods({
  shop_id,
  open,
  onClose,
}: {
  shop_id: string
  open: boolean
  onClose: () => void
}) {
  const t = useWords(goodsWords)
  const navigate = useNavigate()
  const [form] = Form.useForm<Fields>()
  const start = useAct(
    async ({ title, category_id, kind }: Fields) => {
      const goods = await call('POST /v1/shops/:shop_id/goods', {
        params: { shop_id },
        body: {
          title,
          category_id,
          picture_ids: [],
          blocks: [],
          option_names: [],
          skus: [{ option_values: [], price: 0, stock: 0 }],
          ship_within_hours: 48,
          ...(kind === 'link' ? { source: 'taobao' } : {}),
        },
      })
      onClose()
      await navigate(paths.goodsEditor(shop_id, goods.id))
    },
    { refresh: ['GET /v1/shops/:shop_id/goods'] },
  )
  return (
    <Modal
      open={open}
      title={t('new_goods')}
      okText={t('start')}
      cancelText={t('cancel')}
      confirmLoading={start.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="desk-quiet">{t('new_words')}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ kind: 'own' }}
        onFinish={(fields) => void start.run(fields)}
      >
        <Form.Item
          name="title"
          label={t('goods_title')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input maxLength={120} showCount autoFocus />
        </Form.Item>
        <Form.Item
          name="category_id"
          label={t('category')}
          rules={[{ required: true, message: t('choose_category') }]}
        >
          <CategoryField />
        </Form.Item>
        <Form.Item name="kind" label={t('source')}>
          <Radio.Group
            options={[
              { value: 'own', label: t('source_own') },
              { value: 'link', label: t('source_link') },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
