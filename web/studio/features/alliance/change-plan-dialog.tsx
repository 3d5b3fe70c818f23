import { Form, InputNumber, Modal, Switch } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import type { PlanRow } from './plan-state.tsx'

type Fields = { percent: number; is_open: boolean }
const ppm = (percent: number | undefined): number => Math.round((percent ?? 0) * 10_000)

/** Raises at once, cuts and closes by announcement; says which before it is done. */
export function ChangePlanDialog({ plan, onClose }: { plan: PlanRow; onClose: () => void }) {
  const t = useWords(allianceWords)
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const percent = Form.useWatch('percent', form)
  const is_open = Form.useWatch('is_open', form) ?? plan.is_open
  const wanted = ppm(percent)
  const from = format.percent(plan.commission_ppm)
  const worse = plan.is_open && (!is_open || wanted < plan.commission_ppm)
  const save = useAct(
    async (fields: Fields) => {
      await call('PUT /v1/shops/:shop_id/plans/:plan_id', {
        params: { shop_id: plan.shop_id, plan_id: plan.id },
        body: { commission_ppm: ppm(fields.percent), is_open: fields.is_open },
      })
      onClose()
    },
    {
      done: worse ? t('said') : t('done'),
      refresh: ['GET /v1/shops/:shop_id/plans', 'GET /v1/shops/:shop_id/plans/:plan_id'],
    },
  )
  return (
    <Modal
      open
      title={t('change_title')}
      okText={worse ? t('announce') : t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p>
        <b>{plan.title}</b>
      </p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ percent: plan.commission_ppm / 10_000, is_open: plan.is_open }}
        onFinish={(fields) => void save.run(fields)}
      >
        <Form.Item name="is_open" label={t('open_switch')} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item
          name="percent"
          label={t('rate_percent')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <InputNumber min={0} max={90} precision={2} step={1} suffix="%" disabled={!is_open} />
        </Form.Item>
      </Form>
      <p className="desk-quiet" role="status">
        {worse
          ? is_open
            ? t('cut_hint', { from, to: format.percent(wanted) })
            : t('close_hint', { from })
          : t('change_hint', { rate: from })}
      </p>
    </Modal>
  )
}
