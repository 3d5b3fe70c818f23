import { Checkbox, Form, Input, Modal } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { DUTIES, type Duty } from '../../duties.tsx'
import { opsWords } from '../../ops.words.ts'
import { staffWords } from './staff.words.ts'
import type { Operator } from './staff-page.tsx'

/** Gives duties to somebody, or takes them. */
export function DutiesDialog({
  operator,
  onClose,
}: {
  operator: Operator | undefined
  onClose: () => void
}) {
  const t = useWords(staffWords)
  const ops = useWords(opsWords)
  const [form] = Form.useForm<{ account_id: string; duties: Duty[] }>()
  const save = useAct(
    async ({ account_id, duties }: { account_id: string; duties: Duty[] }) => {
      await call('PUT /v1/operators/:account_id/duties', {
        params: { account_id: operator?.id ?? account_id.trim() },
        body: { duties },
      })
      onClose()
    },
    // My own duties may be among them.
    { done: t('saved'), refresh: ['GET /v1/operators', 'GET /v1/me'] },
  )
  return (
    <Modal
      open
      width={480}
      title={operator ? t('edit_title', { name: operator.nickname }) : t('add_title')}
      okText={t('save')}
      cancelText={ops('cancel')}
      closable={{ 'aria-label': ops('close') }}
      confirmLoading={save.busy}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ duties: operator?.duties ?? ['reviewer'] }}
        onFinish={(fields) => void save.run(fields)}
      >
        {!operator && (
          <Form.Item
            name="account_id"
            label={t('account_id')}
            extra={t('account_id_words')}
            rules={[
              {
                required: true,
                pattern: /^\s*acc_[0-9a-z]{26}\s*$/,
                message: t('account_id_wrong'),
              },
            ]}
          >
            <Input />
          </Form.Item>
        )}
        <Form.Item
          name="duties"
          label={t('duties')}
          {...(operator ? { extra: t('none_left') } : {})}
        >
          <Checkbox.Group className="ops-duties">
            {DUTIES.map((duty) => (
              <Checkbox key={duty} value={duty}>
                <b>{ops(`duty_${duty}`)}</b>{' '}
                <span className="desk-quiet">{t(`words_${duty}`)}</span>
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
      </Form>
    </Modal>
  )
}
