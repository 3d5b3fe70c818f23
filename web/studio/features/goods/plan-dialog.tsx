import { Form, InputNumber, Modal, Switch } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'
import { planWords } from './plan.words.ts'

type Fields = { percent: number; is_open: boolean }

/** The commission at which all creators may sell the goods. */
export function PlanDialog({
  shop_id,
  product_id,
  commission_ppm,
  onClose,
}: {
  shop_id: string
  product_id: string
  commission_ppm: number | null
  onClose: () => void
}) {
  const t = useWords(goodsWords)
  const p = useWords(planWords)
  const say = useSay()
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const is_open = Form.useWatch('is_open', form)
  const save = useAct(
    async ({ percent, is_open }: Fields) => {
      const { notice } = await call('PUT /v1/shops/:shop_id/goods/:product_id/plan', {
        params: { shop_id, product_id },
        body: { commission_ppm: Math.round((percent ?? 0) * 10_000), is_open },
      })
      say.done(
        notice ? p('plan_announced', { time: format.dateTime(notice.due_at) }) : p('plan_saved'),
      )
      onClose()
    },
    {
      refresh: ['GET /v1/shops/:shop_id/goods', 'GET /v1/shops/:shop_id/goods/:product_id'],
    },
  )
  return (
    <Modal
      open
      title={p('plan_title')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{p('plan_words')}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          is_open: commission_ppm !== null,
          percent: (commission_ppm ?? 200_000) / 10_000,
        }}
        onFinish={(fields) => void save.run(fields)}
      >
        <Form.Item name="is_open" label={p('plan_open')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item
          name="percent"
          label={p('plan_rate')}
          rules={[{ required: is_open, message: t('needed') }]}
        >
          <InputNumber min={0} max={90} precision={2} step={1} suffix="%" disabled={!is_open} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
