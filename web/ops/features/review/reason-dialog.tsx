import { Form, Input, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'

/** Nothing is taken from anybody without a reason that they can read. */
export function ReasonDialog({
  title,
  words,
  label,
  act,
  danger,
  busy,
  onCancel,
  onAct,
  children,
}: {
  title: string
  words?: ReactNode
  label: string
  act: string
  danger?: boolean
  busy: boolean
  onCancel: () => void
  onAct: (reason: string) => void
  children?: ReactNode
}) {
  const ops = useWords(opsWords)
  const [form] = Form.useForm<{ reason: string }>()
  return (
    <Modal
      open
      title={title}
      okText={act}
      cancelText={ops('cancel')}
      closable={{ 'aria-label': ops('close') }}
      okButtonProps={{ danger: danger ?? false }}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={() => form.submit()}
      width={460}
    >
      {words && <p className="ops-dialog-words">{words}</p>}
      {children}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ reason }) => onAct(reason.trim())}
      >
        <Form.Item
          name="reason"
          label={label}
          rules={[{ required: true, whitespace: true, message: label }]}
        >
          <Input.TextArea rows={3} maxLength={300} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
