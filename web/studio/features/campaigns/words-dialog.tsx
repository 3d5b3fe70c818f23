import { Form, Input, Modal } from 'antd'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'

/** Asks for the words that go with an answer. */
export function WordsDialog({
  title,
  busy,
  onSend,
  onClose,
}: {
  title: string
  busy: boolean
  onSend: (words: string) => void
  onClose: () => void
}) {
  const t = useWords(campaignsWords)
  const [form] = Form.useForm<{ words: string }>()
  return (
    <Modal
      open
      title={title}
      okText={t('ok')}
      cancelText={t('cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={({ words }) => onSend(words)}>
        <Form.Item
          name="words"
          label={t('words')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input.TextArea maxLength={300} showCount autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
