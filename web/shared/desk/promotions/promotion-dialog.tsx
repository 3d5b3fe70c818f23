import { Button, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import { useRef } from 'react'
import { type Body, newKey, type Route } from '../../api/client.ts'
import { platformNow } from '../../api/clock.ts'
import { useFormat } from '../../i18n/format.ts'
import { useWords } from '../../i18n/language.tsx'
import { useAct } from '../say.ts'
import { promotionsWords } from './promotions.words.ts'
import './promotions.css'

export type PromotionWish = Body<'POST /v1/platform-promotions'>
type Fields = {
  kind: PromotionWish['kind']
  title: string
  threshold: number
  form: 'amount' | 'rate'
  amount_off?: number
  rate?: number
  most_off?: number
  budget: number
  quantity?: number
  per_person?: number
  product_ids?: string[]
  starts_at: string
  ends_at: string
  use_until?: string
}

const DAY_MS = 86_400_000
const fen = (yuan: number): number => Math.round(yuan * 100)
/** For a field of the kind `datetime-local`: wall time of the person's own place. */
const localText = (ms: number): string => {
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const instant = (text: string): string => new Date(text).toISOString()

/** One promotion: what it takes off, from when until when, how many, and how much it may cost. */
export function PromotionDialog({
  who,
  goods,
  make,
  refresh,
  onClose,
}: {
  who: 'shop' | 'platform'
  /** Goods it may be limited to. */
  goods?: { value: string; label: string }[]
  make: (body: PromotionWish, key: string) => Promise<unknown>
  refresh: Route[]
  onClose: () => void
}) {
  const t = useWords(promotionsWords)
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const kind = Form.useWatch('kind', form)
  const how = Form.useWatch('form', form)
  const off = Form.useWatch(how === 'rate' ? 'most_off' : 'amount_off', form)
  const quantity = Form.useWatch('quantity', form)
  // One key for one meaning: pressing again after a lost answer makes one promotion, not two.
  const key = useRef(newKey())
  const go = useAct(
    async (publish: boolean) => {
      const fields = await form.validateFields().catch(() => undefined)
      if (!fields) return
      const is_coupon = fields.kind === 'coupon'
      await make(
        {
          kind: fields.kind,
          title: fields.title.trim(),
          threshold: fen(fields.threshold),
          ...(fields.form === 'amount'
            ? { amount_off: fen(fields.amount_off ?? 0) }
            : {
                rate_ppm: Math.round((fields.rate ?? 0) * 10_000),
                most_off: fen(fields.most_off ?? 0),
              }),
          ...(fields.product_ids?.length ? { product_ids: fields.product_ids } : {}),
          ...(is_coupon
            ? { quantity: fields.quantity ?? null, per_person: fields.per_person ?? 1 }
            : {}),
          budget: fen(fields.budget),
          starts_at: instant(fields.starts_at),
          ends_at: instant(fields.ends_at),
          ...(is_coupon && fields.use_until ? { use_until: instant(fields.use_until) } : {}),
          publish,
        },
        key.current,
      )
      onClose()
    },
    { refresh },
  )
  const needed = [{ required: true, message: t('needed') }]
  const number = (name: keyof Fields, least = 0.01, precision = 2) => (
    <Form.Item name={name} label={t(name as 'budget')} rules={needed}>
      <InputNumber min={least} precision={precision} style={{ inlineSize: '100%' }} />
    </Form.Item>
  )
  const instantField = (name: 'starts_at' | 'ends_at' | 'use_until') => (
    <Form.Item name={name} label={t(name)} rules={needed}>
      <Input type="datetime-local" />
    </Form.Item>
  )
  const now = platformNow()
  return (
    <Modal
      open
      title={t('make')}
      onCancel={onClose}
      footer={[
        <Button key="draft" loading={go.busy} onClick={() => void go.run(false)}>
          {t('save_draft')}
        </Button>,
        <Button key="publish" type="primary" loading={go.busy} onClick={() => void go.run(true)}>
          {t('save_publish')}
        </Button>,
      ]}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          kind: 'coupon',
          form: 'amount',
          threshold: 100,
          amount_off: 20,
          quantity: 1_000,
          per_person: 1,
          budget: 20_000,
          starts_at: localText(now),
          ends_at: localText(now + 7 * DAY_MS),
          use_until: localText(now + 14 * DAY_MS),
        }}
        onValuesChange={() => {
          key.current = newKey()
        }}
      >
        <Form.Item name="kind" label={t('kind')}>
          <Segmented
            block
            options={(['coupon', 'full_reduction'] as const).map((value) => ({
              value,
              label: t(value),
            }))}
          />
        </Form.Item>
        <Form.Item name="title" label={t('title')} rules={needed}>
          <Input maxLength={60} placeholder={t('title_hint')} />
        </Form.Item>
        <Form.Item name="form" label={t('form')}>
          <Segmented
            block
            options={(['amount', 'rate'] as const).map((value) => ({
              value,
              label: t(`form_${value}`),
            }))}
          />
        </Form.Item>
        <div className="promotion-row">
          {number('threshold', 0)}
          {how === 'rate' ? (
            <>
              <Form.Item name="rate" label={t('rate')} rules={needed}>
                <InputNumber min={1} max={90} precision={1} style={{ inlineSize: '100%' }} />
              </Form.Item>
              {number('most_off')}
            </>
          ) : (
            number('amount_off')
          )}
        </div>
        <div className="promotion-row">
          <Form.Item
            name="budget"
            label={t('budget')}
            rules={needed}
            extra={t('budget_hint', { who: t(`who_${who}`) })}
          >
            <InputNumber min={0.01} precision={2} style={{ inlineSize: '100%' }} />
          </Form.Item>
          {kind !== 'full_reduction' && (
            <>
              <Form.Item
                name="quantity"
                label={t('quantity')}
                rules={needed}
                extra={
                  off && quantity
                    ? t('worst', { amount: format.money(fen(off) * quantity) })
                    : undefined
                }
              >
                <InputNumber min={1} precision={0} style={{ inlineSize: '100%' }} />
              </Form.Item>
              {number('per_person', 1, 0)}
            </>
          )}
        </div>
        <div className="promotion-row promotion-dates">
          {instantField('starts_at')}
          {instantField('ends_at')}
          {kind !== 'full_reduction' && instantField('use_until')}
        </div>
        {goods && (
          <Form.Item name="product_ids" label={t('goods')}>
            <Select mode="multiple" options={goods} optionFilterProp="label" />
          </Form.Item>
        )}
        <p className="desk-quiet">{t('rules_note')}</p>
      </Form>
    </Modal>
  )
}
