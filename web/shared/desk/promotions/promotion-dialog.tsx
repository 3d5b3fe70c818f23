import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd'
import { useRef } from 'react'
import { decimalsOf } from '../../../../server/kernel/currency.ts'
import { type Body, newKey, type Route } from '../../api/client.ts'
import { platformNow } from '../../api/clock.ts'
import { useFormat } from '../../i18n/format.ts'
import { useWords } from '../../i18n/language.tsx'
import { AmountField } from '../amount-field.tsx'
import { instantOf, minuteOf } from '../business-time.ts'
import { DayTimeField } from '../day-time-field.tsx'
import { GoodsPicker } from '../goods-picker.tsx'
import { useAct } from '../say.ts'
import { promotionsWords } from './promotions.words.ts'
import type { Promotion } from './promotions-table.tsx'
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
/** What a new one starts from: a hundred of the currency buy twenty off. */
function freshFields(currency: string): Partial<Fields> {
  const one = 10 ** decimalsOf(currency)
  const now = platformNow()
  return {
    kind: 'coupon',
    form: 'amount',
    threshold: 100 * one,
    amount_off: 20 * one,
    quantity: 1_000,
    per_person: 1,
    budget: 20_000 * one,
    starts_at: minuteOf(now),
    ends_at: minuteOf(now + 7 * DAY_MS),
    use_until: minuteOf(now + 14 * DAY_MS),
  }
}

/** A draft as it was saved, with those of its goods that are still there. */
const fieldsOf = (draft: Promotion): Partial<Fields> => ({
  kind: draft.kind === 'full_reduction' ? 'full_reduction' : 'coupon',
  title: draft.title,
  threshold: draft.threshold,
  form: draft.amount_off === null ? 'rate' : 'amount',
  ...(draft.amount_off === null ? {} : { amount_off: draft.amount_off }),
  ...(draft.rate_ppm === null ? {} : { rate: draft.rate_ppm / 10_000 }),
  ...(draft.most_off === null ? {} : { most_off: draft.most_off }),
  budget: draft.budget,
  quantity: draft.quantity ?? 1_000,
  per_person: draft.per_person,
  product_ids: draft.goods.map(({ id }) => id),
  starts_at: minuteOf(draft.starts_at),
  ends_at: minuteOf(draft.ends_at),
  use_until: minuteOf(draft.use_until),
})

/** One promotion: what it takes off, from when until when, how many, and how much it may cost. */
export function PromotionDialog({
  who,
  shop_id,
  currency,
  draft,
  save,
  refresh,
  onClose,
}: {
  who: 'shop' | 'platform'
  /** Whose goods it may be limited to; everybody's when left out. */
  shop_id?: string
  /** Of one that is to be made. */
  currency: string
  /** Written anew instead of made. */
  draft?: Promotion | undefined
  save: (body: PromotionWish, key: string) => Promise<unknown>
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
      await save(
        {
          kind: fields.kind,
          title: fields.title.trim(),
          threshold: fields.threshold,
          ...(fields.form === 'amount'
            ? { amount_off: fields.amount_off ?? 0 }
            : {
                rate_ppm: Math.round((fields.rate ?? 0) * 10_000),
                most_off: fields.most_off ?? 0,
              }),
          product_ids: fields.product_ids ?? [],
          ...(is_coupon
            ? { quantity: fields.quantity ?? null, per_person: fields.per_person ?? 1 }
            : {}),
          budget: fields.budget,
          starts_at: instantOf(fields.starts_at),
          ends_at: instantOf(fields.ends_at),
          ...(is_coupon && fields.use_until ? { use_until: instantOf(fields.use_until) } : {}),
          publish,
        },
        key.current,
      )
      onClose()
    },
    { refresh },
  )
  const needed = [{ required: true, message: t('needed') }]
  const amount = (name: 'threshold' | 'amount_off' | 'most_off', least = 1) => (
    <Form.Item name={name} label={t(name)} rules={needed}>
      <AmountField currency={currency} min={least} />
    </Form.Item>
  )
  const instantField = (name: 'starts_at' | 'ends_at' | 'use_until') => (
    <Form.Item name={name} label={t(name)} rules={needed}>
      <DayTimeField clearable={false} />
    </Form.Item>
  )
  return (
    <Modal
      open
      title={t(draft ? 'edit_title' : 'make')}
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
        initialValues={draft ? fieldsOf(draft) : freshFields(currency)}
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
          {amount('threshold', 0)}
          {how === 'rate' ? (
            <>
              <Form.Item name="rate" label={t('rate')} rules={needed}>
                <InputNumber min={1} max={90} precision={1} style={{ inlineSize: '100%' }} />
              </Form.Item>
              {amount('most_off')}
            </>
          ) : (
            amount('amount_off')
          )}
        </div>
        <div className="promotion-row">
          <Form.Item
            name="budget"
            label={t('budget')}
            rules={needed}
            extra={t('budget_hint', { who: t(`who_${who}`) })}
          >
            <AmountField currency={currency} min={1} />
          </Form.Item>
          {kind !== 'full_reduction' && (
            <>
              <Form.Item
                name="quantity"
                label={t('quantity')}
                rules={needed}
                extra={
                  off && quantity
                    ? t('worst', { amount: format.money(off * quantity, currency) })
                    : undefined
                }
              >
                <InputNumber min={1} precision={0} style={{ inlineSize: '100%' }} />
              </Form.Item>
              <Form.Item name="per_person" label={t('per_person')} rules={needed}>
                <InputNumber min={1} precision={0} style={{ inlineSize: '100%' }} />
              </Form.Item>
            </>
          )}
        </div>
        <div className="promotion-row promotion-dates">
          {instantField('starts_at')}
          {instantField('ends_at')}
          {kind !== 'full_reduction' && instantField('use_until')}
        </div>
        <Form.Item name="product_ids" label={t('goods')} extra={t(`goods_all_${who}`)}>
          <GoodsPicker shop_id={shop_id} known={draft?.goods ?? []} />
        </Form.Item>
        <p className="desk-quiet">{t('rules_note')}</p>
      </Form>
    </Modal>
  )
}
