import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { platformNow } from '../../../shared/api/clock.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'
import { ppmOf, RateField } from './rate-field.tsx'

type Fields = {
  title: string
  words?: string
  fee: number
  least: number
  applies_days: number
  runs_days: number
  min_promotion_days: 0 | 15 | 30 | 60 | 90
  protection_months: number
  is_open_to_all: boolean
}

const DAY = 86_400_000
const inDays = (days: number): string => new Date(platformNow() + days * DAY).toISOString()

/** Opens a campaign: the fee, what creators are to earn, for how long, for whom. */
export function CampaignDialog({ onClose }: { onClose: () => void }) {
  const t = useWords(campaignsWords)
  const [form] = Form.useForm<Fields>()
  const open = useAct(
    async ({ fee, least, applies_days, runs_days, words = '', ...fields }: Fields) => {
      await call('POST /v1/me/campaigns', {
        body: {
          ...fields,
          words,
          leader_ppm: ppmOf(fee),
          min_commission_ppm: ppmOf(least),
          applies_until: inDays(Math.min(applies_days, runs_days)),
          ends_at: inDays(runs_days),
        },
      })
      onClose()
    },
    { done: t('publish_done'), refresh: ['GET /v1/me/campaigns'] },
  )
  const needed = [{ required: true, message: t('needed') }]
  return (
    <Modal
      open
      title={t('new_campaign')}
      okText={t('publish')}
      cancelText={t('cancel')}
      confirmLoading={open.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('new_words')}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          fee: 5,
          least: 20,
          applies_days: 7,
          runs_days: 30,
          min_promotion_days: 15,
          protection_months: 0,
          is_open_to_all: false,
        }}
        onFinish={(fields) => void open.run(fields)}
      >
        <Form.Item
          name="title"
          label={t('title')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="words" label={t('about')}>
          <Input.TextArea maxLength={1000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
        <div className="studio-form-row">
          <RateField name="fee" label={t('fee_percent')} max={40} needed={t('needed')} />
          <RateField name="least" label={t('least_percent')} max={90} needed={t('needed')} />
          <Form.Item name="applies_days" label={t('applies_days')} rules={needed}>
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
          <Form.Item name="runs_days" label={t('runs_days')} rules={needed}>
            <InputNumber min={1} max={365} precision={0} />
          </Form.Item>
          <Form.Item name="min_promotion_days" label={t('min_days')} rules={needed}>
            <Select options={[0, 15, 30, 60, 90].map((value) => ({ value, label: value }))} />
          </Form.Item>
          <Form.Item name="protection_months" label={t('protection')} rules={needed}>
            <InputNumber min={0} max={6} precision={0} />
          </Form.Item>
        </div>
        <Form.Item name="is_open_to_all" label={t('for_all')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}
