import { Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'
import type { OpenCampaign } from './open-campaigns.tsx'
import { ppmOf, RateField } from './rate-field.tsx'

type Fields = { product_id: string; percent: number }

/** Chooses goods on the shelf and the commission for a campaign. */
export function PutInDialog({
  shop_id,
  campaign,
  onClose,
}: {
  shop_id: string
  campaign: OpenCampaign
  onClose: () => void
}) {
  const t = useWords(campaignsWords)
  const [form] = Form.useForm<Fields>()
  const [q, setQ] = useState('')
  const goods = useRoute('GET /v1/shops/:shop_id/goods', {
    params: { shop_id },
    query: { state: 'on_shelf', limit: 50, ...(q ? { q } : {}) },
  })
  const send = useAct(
    async ({ product_id, percent }: Fields) => {
      await call('POST /v1/shops/:shop_id/campaign-items', {
        params: { shop_id },
        body: { campaign_id: campaign.id, product_id, commission_ppm: ppmOf(percent) },
      })
      onClose()
    },
    {
      done: t('put_in_done'),
      refresh: ['GET /v1/shops/:shop_id/campaign-items', 'GET /v1/shops/:shop_id/campaigns'],
    },
  )
  const least = campaign.min_commission_ppm / 10_000
  return (
    <Modal
      open
      title={`${t('put_in')} · ${campaign.title}`}
      okText={t('put_in')}
      cancelText={t('cancel')}
      confirmLoading={send.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('put_in_words')}</p>
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ percent: Math.max(least, 20) }}
        onFinish={(fields) => void send.run(fields)}
      >
        <Form.Item
          name="product_id"
          label={t('choose_goods')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Select
            showSearch={{ filterOption: false, onSearch: setQ }}
            loading={goods.isFetching}
            options={(goods.data?.data ?? [])
              .filter(({ source }) => source === 'own')
              .map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
        <RateField
          name="percent"
          label={t('commission_percent')}
          min={least}
          max={90 - campaign.leader_ppm / 10_000}
          needed={t('needed')}
        />
      </Form>
    </Modal>
  )
}
