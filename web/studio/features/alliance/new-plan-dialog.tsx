import { Form, InputNumber, Modal, Segmented, Select } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import { CreatorSelect } from './creator-select.tsx'

type Fields = {
  product_id: string
  kind: 'targeted' | 'exclusive'
  percent: number
  creator_ids: string[]
}

/** A plan for named creators, in force at once. */
export function NewPlanDialog({ shop_id, onClose }: { shop_id: string; onClose: () => void }) {
  const t = useWords(allianceWords)
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form) ?? 'targeted'
  const goods = useRoute('GET /v1/shops/:shop_id/goods', {
    params: { shop_id },
    query: { state: 'on_shelf', limit: 100 },
  })
  const make = useAct(
    async ({ percent, ...fields }: Fields) => {
      await call('POST /v1/shops/:shop_id/plans', {
        params: { shop_id },
        body: { ...fields, commission_ppm: Math.round(percent * 10_000), is_open: true },
      })
      onClose()
    },
    { done: t('made'), refresh: ['GET /v1/shops/:shop_id/plans'] },
  )
  const needed = [{ required: true, message: t('needed') }]
  return (
    <Modal
      open
      title={t('new_plan')}
      okText={t('make')}
      cancelText={t('cancel')}
      confirmLoading={make.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'targeted', percent: 20 }}
        onFinish={(fields) => void make.run(fields)}
      >
        <Form.Item name="kind" label={t('kind')} extra={t(`kind_${kind}_words`)}>
          <Segmented
            block
            options={(['targeted', 'exclusive'] as const).map((value) => ({
              value,
              label: t(`kind_${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="product_id" label={t('goods')} rules={needed}>
          <Select
            showSearch
            optionFilterProp="label"
            placeholder={t('choose_goods')}
            loading={goods.isPending}
            options={(goods.data?.data ?? [])
              .filter(({ source }) => source === 'own')
              .map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
        <Form.Item name="creator_ids" label={t('creators')} rules={needed}>
          <CreatorSelect many />
        </Form.Item>
        <Form.Item name="percent" label={t('rate_percent')} rules={needed}>
          <InputNumber min={0} max={90} precision={2} step={1} suffix="%" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
