import { Button, Form, Input, InputNumber, Modal, Segmented } from 'antd'
import { Gift } from 'lucide-react'
import { useRef, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { AmountField, usePlatformCurrency } from '../../../shared/desk/amount-field.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { amountOf } from '../../../shared/i18n/money.ts'
import { redPacketWords } from './red-packet.words.ts'

type Fields = { title: string; amount: number; count: number; threshold: number; minutes: number }

function Dialog({
  room_id,
  currency,
  onClose,
}: {
  room_id: string
  currency: string
  onClose: () => void
}) {
  const t = useWords(redPacketWords)
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const amount = Form.useWatch('amount', form)
  const count = Form.useWatch('count', form)
  const key = useRef(newKey())
  const give = useAct(
    async (fields: Fields) => {
      await call('POST /v1/rooms/:room_id/red-packets', {
        params: { room_id },
        body: {
          ...fields,
          title: fields.title.trim(),
        },
        key: key.current,
      })
      onClose()
    },
    { done: t('done'), refresh: ['GET /v1/me/red-packets'] },
  )
  const needed = [{ required: true, message: t('needed') }]
  return (
    <Modal
      open
      title={t('title')}
      okText={t('go')}
      cancelText={t('cancel')}
      confirmLoading={give.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{
          title: t('name_default'),
          amount: amountOf('5', currency),
          count: 50,
          threshold: 0,
          minutes: 10,
        }}
        onFinish={(fields) => void give.run(fields)}
        onValuesChange={() => {
          key.current = newKey()
        }}
      >
        <Form.Item name="title" label={t('name')} rules={needed}>
          <Input maxLength={60} />
        </Form.Item>
        <div className="studio-form-row">
          <Form.Item
            name="amount"
            label={t('amount')}
            rules={needed}
            extra={
              amount && count
                ? t('total', { amount: format.money(amount * count, currency) })
                : undefined
            }
          >
            <AmountField currency={currency} min={1} max={200_000} />
          </Form.Item>
          <Form.Item name="count" label={t('count')} rules={needed}>
            <InputNumber min={1} max={100_000} precision={0} className="studio-wide" />
          </Form.Item>
        </div>
        <Form.Item name="threshold" label={t('threshold')} rules={needed}>
          <AmountField currency={currency} />
        </Form.Item>
        <Form.Item name="minutes" label={t('minutes')}>
          <Segmented
            block
            options={[5, 10, 30, 60].map((value) => ({
              value,
              label: t('of_minutes', { count: value }),
            }))}
          />
        </Form.Item>
        <p className="desk-quiet">{t('words')}</p>
      </Form>
    </Modal>
  )
}

/** Gives red packets to whoever watches now. */
export function RedPacketButton({ room_id }: { room_id: string }) {
  const t = useWords(redPacketWords)
  const currency = usePlatformCurrency()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={<Gift size={15} aria-hidden />} onClick={() => setOpen(true)}>
        {t('give')}
      </Button>
      {open && currency && (
        <Dialog room_id={room_id} currency={currency} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
