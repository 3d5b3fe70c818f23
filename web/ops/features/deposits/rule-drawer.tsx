import { Button, Drawer, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { AmountField, usePlatformCurrency } from '../../../shared/desk/amount-field.tsx'
import { businessToday, DayField } from '../../../shared/desk/day-field.tsx'
import { addDays } from '../../../shared/desk/day-grid.ts'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { opsDepositsWords } from './deposits.words.ts'
import { askOf, type DepositRuleRow, EVERY, type RuleFields, sameAs } from './rule-fields.ts'
import { RulePreview } from './rule-preview.tsx'
import { ShopsPicker } from './shop-picker.tsx'

const SHOP_KINDS = ['individual', 'sole_trader', 'enterprise', 'flagship'] as const
/** In minor units: more would be a slip of the keyboard. */
const MOST = 100_000_000_000

/** Writes a dated rule, shows what is in force about the same thing and what shops would owe, and announces it. */
export function RuleDrawer({
  replaces,
  rules,
  onClose,
}: {
  replaces: DepositRuleRow | undefined
  rules: readonly DepositRuleRow[]
  onClose: () => void
}) {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const ops = useWords(opsWords)
  const { language } = useLanguage()
  const categories = useRoute('GET /v1/categories', {})
  const [form] = Form.useForm<RuleFields>()
  const fields = Form.useWatch([], form) as RuleFields | undefined
  const [tomorrow] = useState(() => addDays(businessToday(), 1))
  const currency = usePlatformCurrency() ?? 'CNY'
  const kind = fields?.kind ?? replaces?.kind ?? 'base'
  const announce = useAct(
    async () => {
      const given = form.getFieldsValue()
      const ask = askOf(given)
      if (!ask) return
      await call('POST /v1/deposit-rules', {
        body: { ...ask, reason: (given.reason ?? '').trim() },
      })
      onClose()
    },
    {
      done: t('announced_done'),
      refresh: ['GET /v1/deposit-rules', 'GET /v1/deposit-rule-history'],
    },
  )
  const needed = (what: string) => [
    { required: true, message: t('needed', { what }), whitespace: true } as const,
  ]
  const first: RuleFields = {
    kind: replaces?.kind ?? 'base',
    category: replaces?.category_id ?? EVERY,
    shop_kind: replaces?.shop_kind ?? EVERY,
    ...(replaces?.sales_from == null ? {} : { sales_from: replaces.sales_from }),
    from: tomorrow,
  }
  return (
    <Drawer
      open
      size={600}
      title={t('new_rule')}
      onClose={onClose}
      closable={{ 'aria-label': ops('close') }}
      footer={
        <div className="deposit-drawer-foot">
          <Button onClick={onClose}>{ops('cancel')}</Button>
          <Button type="primary" loading={announce.busy} onClick={() => form.submit()}>
            {t('announce')}
          </Button>
        </div>
      }
    >
      <p className="desk-quiet deposit-lead">{t('new_rule_words')}</p>
      <Form<RuleFields>
        form={form}
        layout="vertical"
        initialValues={first}
        requiredMark={false}
        onFinish={() => void announce.run()}
      >
        <Form.Item name="kind" label={t('field_kind')}>
          <Segmented
            options={(['base', 'floating', 'event'] as const).map((value) => ({
              value,
              label: words(`kind_${value}`),
            }))}
          />
        </Form.Item>
        <div className="deposit-form-row">
          {kind === 'base' && (
            <>
              <Form.Item name="category" label={t('field_category')}>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  loading={categories.isPending}
                  options={[
                    { value: EVERY, label: words('rule_any_category') },
                    ...(categories.data?.data ?? []).map(({ id, name_zh, name_en }) => ({
                      value: id,
                      label: language === 'en' ? name_en : name_zh,
                    })),
                  ]}
                />
              </Form.Item>
              <Form.Item name="shop_kind" label={t('field_shop_kind')}>
                <Select
                  options={[
                    { value: EVERY, label: t('any_shop_kind') },
                    ...SHOP_KINDS.map((value) => ({ value, label: words(`shop_${value}`) })),
                  ]}
                />
              </Form.Item>
            </>
          )}
          {kind === 'floating' && (
            <Form.Item
              name="sales_from"
              label={t('field_sales_from')}
              rules={[{ required: true, message: t('needed', { what: t('field_sales_from') }) }]}
            >
              <AmountField currency={currency} max={MOST} />
            </Form.Item>
          )}
          {kind === 'event' && (
            <Form.Item name="name" label={t('field_name')} rules={needed(t('field_name'))}>
              <Input maxLength={60} />
            </Form.Item>
          )}
          <Form.Item
            name="amount"
            label={t('field_amount')}
            rules={[{ required: true, message: t('needed', { what: t('field_amount') }) }]}
          >
            <AmountField currency={currency} max={MOST} />
          </Form.Item>
        </div>
        {kind === 'event' && (
          <Form.Item
            name="shop_ids"
            label={t('field_shops')}
            rules={[{ required: true, message: t('needed', { what: t('field_shops') }) }]}
          >
            <ShopsPicker />
          </Form.Item>
        )}
        <div className="deposit-form-row">
          <Form.Item name="from" label={t('field_from')} rules={needed(t('field_from'))}>
            <DayField min={tomorrow} clearable={false} />
          </Form.Item>
          <Form.Item
            name="until"
            label={t(kind === 'event' ? 'field_until_event' : 'field_until')}
            dependencies={['from']}
            rules={[
              ...(kind === 'event' ? needed(t('field_until_event')) : []),
              {
                validator: async (_, day?: string) => {
                  if (day && fields?.from && day < fields.from) throw new Error(t('until_early'))
                },
              },
            ]}
          >
            <DayField min={fields?.from ?? tomorrow} />
          </Form.Item>
        </div>
        {kind !== 'event' && <Same rules={sameAs(fields, rules)} />}
        <Form.Item name="reason" label={t('field_reason')} rules={needed(t('reason'))}>
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
      </Form>
      <RulePreview ask={askOf(fields)} />
    </Drawer>
  )
}

/** What is in force, and to come, about the very thing that the form is about. */
function Same({ rules }: { rules: readonly DepositRuleRow[] }) {
  const t = useWords(opsDepositsWords)
  if (rules.length === 0) return <p className="deposit-same desk-quiet">{t('same_none')}</p>
  return (
    <ul className="deposit-same">
      {rules.map((rule) => (
        <li key={rule.id}>
          <b>{t(rule.standing === 'to_come' ? 'then_is' : 'now_is')}</b>{' '}
          <MoneyText fen={rule.amount} />{' '}
          <span className="desk-quiet">
            <DateText at={rule.effective_from} /> –{' '}
            {rule.effective_until ? <DateText at={rule.effective_until} /> : t('open_end')}
          </span>
        </li>
      ))}
    </ul>
  )
}
