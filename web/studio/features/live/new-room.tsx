import { useNavigate } from '@tanstack/react-router'
import { DatePicker, Form, Input, Modal, Select } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { liveWords } from './live.words.ts'

type Fields = { title: string; shop_id?: string; scheduled_at?: { toISOString: () => string } }

export function NewRoom({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(liveWords)
  const { shops } = useMe()
  const navigate = useNavigate()
  const [form] = Form.useForm<Fields>()
  const make = useAct(
    async ({ title, shop_id, scheduled_at }: Fields) => {
      const desk = await call('POST /v1/rooms', {
        body: {
          title,
          shop_id: shop_id || null,
          scheduled_at: scheduled_at?.toISOString() ?? null,
        },
      })
      onClose()
      await navigate(paths.desk(desk.room.id))
    },
    { refresh: ['GET /v1/me/rooms'] },
  )
  const hosted = shops.filter(({ state }) => state === 'open')
  return (
    <Modal
      open={open}
      title={t('new_room')}
      okText={t('create')}
      cancelText={t('cancel')}
      confirmLoading={make.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Fields> form={form} layout="vertical" onFinish={(fields) => void make.run(fields)}>
        <Form.Item
          name="title"
          label={t('room_title')}
          rules={[{ required: true, whitespace: true, message: t('room_title_hint') }]}
        >
          <Input maxLength={60} showCount autoFocus placeholder={t('room_title_hint')} />
        </Form.Item>
        {hosted.length > 0 && (
          <Form.Item name="shop_id" label={t('as_shop')} initialValue="">
            <Select
              options={[
                { value: '', label: t('as_person') },
                ...hosted.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          </Form.Item>
        )}
        <Form.Item name="scheduled_at" label={t('scheduled_at')}>
          <DatePicker
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            className="studio-wide"
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
