import { AutoComplete, Button, Drawer, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useMemo, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { platformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { instantOf } from '../../../shared/desk/business-time.ts'
import { DayTimeField } from '../../../shared/desk/day-time-field.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ConfirmBlock } from './confirm-block.tsx'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import { RulePreview } from './rule-preview.tsx'
import { changesBy, EFFECTS, type Matrix, OWN, type Rule } from './rule-rank.ts'
import { ANY, OTHER, type RuleFields, ruleOf } from './rule-wish.ts'

/** Writes a rule, shows which cells it would change, and announces it. */
export function RuleDrawer({
  matrix,
  rules,
  supersedes,
  onClose,
}: {
  matrix: Matrix
  rules: readonly Rule[]
  supersedes: string | undefined
  onClose: () => void
}) {
  const t = useWords(policyWords)
  const ops = useWords(opsWords)
  const names = usePolicyNames()
  const categories = useRoute('GET /v1/categories')
  const [form] = Form.useForm<RuleFields>()
  const [key] = useState(newKey)
  const [confirming, setConfirming] = useState(false)
  const fields = Form.useWatch([], form) as RuleFields | undefined
  const replaced = rules.find(({ id }) => id === supersedes)
  const known = [...new Set(matrix.rows.map(({ source }) => source))].filter((one) => one !== OWN)
  const subs = matrix.rows.flatMap(({ source, sub_source }) =>
    sub_source && source === fields?.source ? [sub_source] : [],
  )
  const first: RuleFields = {
    source: replaced?.source ?? (replaced ? ANY : undefined),
    sub_source: replaced?.sub_source ?? undefined,
    category: replaced?.category ?? ANY,
    placement: replaced?.placement ?? ANY,
    effect: replaced?.effect ?? 'block',
    start: 'now',
    supersedes,
  }
  const wish = useMemo(
    () => (fields ? ruleOf(fields, rules, platformNow()) : undefined),
    [fields, rules],
  )
  const changes = useMemo(
    () => (wish ? changesBy(rules, wish, matrix) : undefined),
    [wish, rules, matrix],
  )
  const announce = useAct(
    async () => {
      const rule = ruleOf(form.getFieldsValue(), rules, platformNow())
      if (!rule) return
      const { platform: _, id: __, announced_at: ___, among: ____, ...body } = rule
      await call('POST /v1/link-policy/rules', { body, key })
      onClose()
    },
    {
      done: t('announced_done'),
      refresh: ['GET /v1/link-policy/matrix', 'GET /v1/link-policy/rules'],
    },
  )
  const needed = (what: string) => [{ required: true, message: t('needed', { what }) }]
  const blocks = fields?.effect === 'block'
  return (
    <Drawer
      open
      size={560}
      title={t('new_rule')}
      onClose={onClose}
      closable={{ 'aria-label': ops('close') }}
      footer={
        <div className="policy-drawer-foot">
          <Button onClick={onClose}>{ops('cancel')}</Button>
          <Button
            type="primary"
            danger={blocks}
            loading={announce.busy}
            onClick={() => form.submit()}
          >
            {t(blocks ? 'announce_block' : 'announce')}
          </Button>
        </div>
      }
    >
      <p className="desk-quiet policy-drawer-lead">{t('rule_new_words')}</p>
      <Form<RuleFields>
        form={form}
        layout="vertical"
        initialValues={first}
        requiredMark={false}
        onFinish={({ effect }) => (effect === 'block' ? setConfirming(true) : void announce.run())}
      >
        <div className="policy-form-row">
          <Form.Item name="source" label={t('field_source')} rules={needed(t('field_source'))}>
            <Select
              options={[
                { value: ANY, label: t('any_source') },
                ...known.map((value) => ({ value, label: names.source(value) })),
                { value: OTHER, label: t('field_other') },
              ]}
            />
          </Form.Item>
          {fields?.source === OTHER ? (
            <Form.Item
              name="source_word"
              label={t('field_source_word')}
              rules={[
                {
                  required: true,
                  pattern: /^[a-z][a-z0-9_]{1,30}$/,
                  message: t('source_word_hint'),
                },
              ]}
            >
              <Input maxLength={31} />
            </Form.Item>
          ) : (
            <Form.Item
              name="sub_source"
              label={t('field_sub_source')}
              rules={[{ pattern: /^[a-z][a-z0-9_]{1,30}$/, message: t('source_word_hint') }]}
            >
              <AutoComplete
                allowClear
                disabled={!fields?.source || fields.source === ANY}
                options={subs.map((value) => ({ value, label: names.source(value) }))}
              />
            </Form.Item>
          )}
          <Form.Item name="placement" label={t('field_placement')}>
            <Select
              options={[
                { value: ANY, label: t('any_placement') },
                ...matrix.placements.map((value) => ({ value, label: names.placement(value) })),
              ]}
            />
          </Form.Item>
          <Form.Item name="category" label={t('category')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              loading={categories.isPending}
              options={[
                { value: ANY, label: t('any_category') },
                ...(categories.data?.data ?? []).map(({ id, name_zh, name_en }) => ({
                  value: id,
                  label: names.language === 'en' ? name_en : name_zh,
                })),
              ]}
            />
          </Form.Item>
        </div>
        <Form.Item name="effect" label={t('field_effect')}>
          <Radio.Group
            optionType="button"
            options={EFFECTS.map((value) => ({ value, label: names.effect(value) }))}
          />
        </Form.Item>
        {fields?.effect === 'allow_with_fee' && (
          <Form.Item name="fee" label={t('field_fee')} rules={needed(t('field_fee'))}>
            <InputNumber min={0.01} max={100} step={1} precision={2} />
          </Form.Item>
        )}
        <div className="policy-form-row">
          <Form.Item name="start" label={t('field_start')}>
            <Radio.Group
              options={[
                { value: 'now', label: t('start_now') },
                { value: 'at', label: t('start_at') },
              ]}
            />
          </Form.Item>
          {fields?.start === 'at' && (
            <Form.Item
              name="start_at"
              label={t('field_start_at')}
              rules={[
                ...needed(t('field_start_at')),
                {
                  validator: async (_, value?: string) => {
                    if (value && Date.parse(instantOf(value)) < platformNow())
                      throw new Error(t('start_past'))
                  },
                },
              ]}
            >
              <DayTimeField />
            </Form.Item>
          )}
          <Form.Item
            name="end_at"
            label={t('field_end')}
            rules={[
              {
                validator: async (_, value?: string) => {
                  if (value && wish && instantOf(value) <= wish.effective_from)
                    throw new Error(t('end_early'))
                },
              },
            ]}
          >
            <DayTimeField />
          </Form.Item>
          <Form.Item name="supersedes" label={t('field_supersedes')}>
            <Select
              allowClear
              options={rules.map((rule) => ({
                value: rule.id,
                label: `${rule.id} · ${names.scope(rule)} · ${names.effect(rule.effect)}`,
              }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="reason" label={t('field_reason')} rules={needed(t('reason'))}>
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      </Form>
      {changes && wish && <RulePreview changes={changes} wish={wish} />}
      {confirming && wish && (
        <ConfirmBlock
          at={fields?.start === 'at' ? wish.effective_from : undefined}
          count={changes?.filter(({ after }) => after === 'block').length ?? 0}
          busy={announce.busy}
          onCancel={() => setConfirming(false)}
          onConfirm={() => void announce.run()}
        />
      )}
    </Drawer>
  )
}
