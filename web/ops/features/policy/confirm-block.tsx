import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { minuteOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'

/** A block takes goods off sale all over the platform: the operator types what is about to happen. */
export function ConfirmBlock({
  at,
  count,
  busy,
  onCancel,
  onConfirm,
}: {
  at: string | undefined
  count: number
  busy: boolean
  onCancel: () => void
  onConfirm: () => void
}) {
  const t = useWords(policyWords)
  const ops = useWords(opsWords)
  const [typed, setTyped] = useState('')
  const word = t('effect_block')
  const right = typed.trim().toLowerCase() === word.toLowerCase()
  return (
    <Modal
      open
      title={t('confirm_title')}
      okText={t('announce_block')}
      cancelText={ops('cancel')}
      closable={{ 'aria-label': ops('close') }}
      okButtonProps={{ danger: true, disabled: !right }}
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={onConfirm}
      width={440}
    >
      <p>{t('confirm_words', { at: at ? minuteOf(at) : t('confirm_now'), count })}</p>
      <Form layout="vertical" className="policy-confirm" component="div">
        <Form.Item label={t('confirm_type', { word })} htmlFor="policy-confirm-word">
          <Input
            id="policy-confirm-word"
            autoFocus
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onPressEnter={({ nativeEvent }) => {
              if (right && !nativeEvent.isComposing) onConfirm()
            }}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
