import { Button, Drawer, Form, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { businessToday, DayField } from '../../../shared/desk/day-field.tsx'
import { addDays } from '../../../shared/desk/day-grid.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import type { Standing } from './dated.ts'
import { termsWords } from './terms.words.ts'
import {
  askOf,
  fieldsOf,
  scoreText,
  TIERS,
  type TierAsk,
  type TierFields,
  type TierRule,
} from './tier-fields.ts'
import { TierPreview } from './tier-preview.tsx'
import { tiersWords } from './tiers.words.ts'
import '../../../shared/deposits/deposits.css'

type Dated = TierRule & { standing: Standing; until: string | undefined }

/** Writes a dated rule of one tier, shows what is in force about it and whom the new one would change, and announces it. */
export function TierDrawer({
  role,
  replaces,
  rules,
  onClose,
}: {
  role: TierAsk['role']
  replaces: TierRule | undefined
  rules: readonly Dated[]
  onClose: () => void
}) {
  const t = useWords(tiersWords)
  const terms = useWords(termsWords)
  const ops = useWords(opsWords)
  const [form] = Form.useForm<TierFields>()
  const fields = Form.useWatch([], form) as TierFields | undefined
  const [tomorrow] = useState(() => addDays(businessToday(), 1))
  const presentOf = (of: Pick<TierFields, 'role' | 'tier'>) =>
    rules.filter(
      (rule) => rule.role === of.role && rule.tier === of.tier && rule.standing !== 'over',
    )
  const inForce = (of: Pick<TierFields, 'role' | 'tier'>) =>
    presentOf(of).find(({ standing }) => standing === 'in_force')
  const start = {
    role,
    tier: TIERS[role].find((tier) => tier === replaces?.tier) ?? 'good',
  } as const
  const now = { ...start, ...fields }
  const announce = useAct(
    async () => {
      const ask = askOf(form.getFieldsValue())
      if (!ask) return
      await call('POST /v1/tier-rules', { body: ask })
      onClose()
    },
    { done: t('done'), refresh: ['GET /v1/tier-rules'] },
  )
  const needed = (what: string) => [{ required: true, message: terms('needed', { what }) }]
  return (
    <Drawer
      open
      size={600}
      title={t('announce')}
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
      <p className="desk-quiet deposit-lead">{t('lead')}</p>
      <Form<TierFields>
        form={form}
        layout="vertical"
        initialValues={{ ...start, ...fieldsOf(inForce(start)), from: tomorrow }}
        requiredMark={false}
        onValuesChange={(changed: Partial<TierFields>, all) => {
          // Another tier starts from the rule it has; what was typed was about the other one.
          if (changed.role || changed.tier) form.setFieldsValue(fieldsOf(inForce(all)))
        }}
        onFinish={() => void announce.run()}
      >
        <div className="deposit-form-row">
          <Form.Item name="role" label={t('role')}>
            <Segmented
              options={(['shop', 'creator'] as const).map((value) => ({
                value,
                label: t(`role_${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="tier" label={t('tier')}>
            <Select
              options={TIERS[now.role].map((value) => ({ value, label: t(`tier_${value}`) }))}
            />
          </Form.Item>
        </div>
        <Present rules={presentOf(now)} />
        <div className="deposit-form-row">
          {now.tier !== 'new' && (
            <Form.Item name="score" label={t('field_score')} rules={needed(t('score_from'))}>
              <InputNumber className="deposit-number" min={0} max={5} step={0.1} precision={2} />
            </Form.Item>
          )}
          <Form.Item name="hold_days" label={t('field_hold')} rules={needed(t('hold'))}>
            <InputNumber className="deposit-number" min={0} max={60} precision={0} />
          </Form.Item>
        </div>
        <div className="deposit-form-row">
          <Form.Item name="reserve" label={t('field_reserve')}>
            <InputNumber className="deposit-number" min={0} max={50} precision={2} />
          </Form.Item>
          <Form.Item
            name="reserve_days"
            label={t('field_reserve_days')}
            dependencies={['reserve']}
            rules={[
              {
                validator: async (_, days?: number | null) => {
                  if (!days !== !form.getFieldValue('reserve')) throw new Error(t('reserve_both'))
                },
              },
            ]}
          >
            <InputNumber className="deposit-number" min={0} max={180} precision={0} />
          </Form.Item>
        </div>
        <Form.Item
          name="from"
          label={t('field_from')}
          dependencies={['role', 'tier']}
          rules={[
            ...needed(terms('valid_from')),
            {
              validator: async (_, day?: string) => {
                const about = form.getFieldsValue()
                if (presentOf(about).some(({ valid_from }) => valid_from === day))
                  throw new Error(terms('taken'))
              },
            },
          ]}
        >
          <DayField min={tomorrow} clearable={false} />
        </Form.Item>
      </Form>
      <TierPreview ask={askOf(fields)} />
    </Drawer>
  )
}

/** What is in force, and to come, about the very tier that the form is about. */
function Present({ rules }: { rules: readonly Dated[] }) {
  const t = useWords(tiersWords)
  const terms = useWords(termsWords)
  const format = useFormat()
  if (rules.length === 0) return <p className="deposit-same desk-quiet">{t('none_yet')}</p>
  return (
    <ul className="deposit-same">
      {rules.map((rule) => (
        <li key={rule.valid_from}>
          <b>{t(rule.standing === 'to_come' ? 'then_is' : 'now_is')}</b>{' '}
          <span className="num">
            {rule.score_from !== null && `${scoreText(rule.score_from)}+ · `}
            {t('hold_days', { days: rule.hold_days })}
            {rule.reserve_ppm > 0 &&
              ` · ${t('reserve')} ${t('reserve_words', { rate: format.percent(rule.reserve_ppm), days: rule.reserve_days })}`}
          </span>{' '}
          <span className="desk-quiet num">
            {rule.valid_from} – {rule.until ?? terms('open_end')}
          </span>
        </li>
      ))}
    </ul>
  )
}
