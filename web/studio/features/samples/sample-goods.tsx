import { Button, Form, Input, Modal, Select, Skeleton } from 'antd'
import { Gift } from 'lucide-react'
import { useRef, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { samplesWords } from './samples.words.ts'

type Offer = RowOf<'GET /v1/sample-goods'>

/** Samples that creators may ask for, with the conditions beside what this creator has to show. */
export function SampleGoods() {
  const t = useWords(samplesWords)
  const [q, setQ] = useState('')
  const [asking, setAsking] = useState<Offer>()
  const me = useRoute('GET /v1/sample-goods', { query: { limit: 1 } }).data?.me
  const fits = (offer: Offer) =>
    me !== undefined && me.followers >= offer.min_followers && me.sales >= offer.min_sales
  return (
    <>
      <div className="desk-tools">
        <Input.Search
          allowClear
          className="samples-search"
          placeholder={t('search')}
          aria-label={t('search')}
          maxLength={100}
          onSearch={setQ}
        />
        {me && <span className="desk-quiet num">{t('me', me)}</span>}
      </div>
      <DataTable
        route="GET /v1/sample-goods"
        options={{ query: q ? { q } : {} }}
        label={t('tab_goods')}
        rowKey={({ product }) => product.id}
        filtered={q !== ''}
        min_width={760}
        empty={<StateCard icon={Gift} title={t('no_offers')} words={t('no_offers_words')} />}
        columns={[
          {
            title: t('goods'),
            key: 'goods',
            minWidth: 240,
            render: (_, { product }) => (
              <GoodsCell
                url={product.picture_url}
                title={product.title}
                words={product.shop_name}
              />
            ),
          },
          {
            title: t('conditions'),
            key: 'conditions',
            width: 200,
            render: (_, row) => <Conditions offer={row} />,
          },
          {
            title: t('left'),
            key: 'left',
            width: 110,
            align: 'right',
            render: (_, { quota, taken }) => (
              <span className="num">{t('left_of', { left: quota - taken, quota })}</span>
            ),
          },
          {
            title: t('act'),
            key: 'act',
            width: 160,
            render: (_, row) => (
              <Button
                size="small"
                type="primary"
                disabled={!fits(row)}
                onClick={() => setAsking(row)}
              >
                {t(fits(row) ? 'ask' : 'not_fit')}
              </Button>
            ),
          },
        ]}
      />
      {asking && <AskDialog offer={asking} onClose={() => setAsking(undefined)} />}
    </>
  )
}

/** For whom an offer is. */
export function Conditions({
  offer: { min_followers, min_sales },
}: {
  offer: Pick<Offer, 'min_followers' | 'min_sales'>
}) {
  const t = useWords(samplesWords)
  const said = [
    ...(min_followers > 0 ? [t('followers_at_least', { count: min_followers })] : []),
    ...(min_sales > 0 ? [t('sales_at_least', { count: min_sales })] : []),
  ]
  return <span className="num">{said.join(' · ') || t('no_conditions')}</span>
}

function AskDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const t = useWords(samplesWords)
  const [form] = Form.useForm<{ address_id: string; words?: string }>()
  const key = useRef(newKey())
  const addresses = useRoute('GET /v1/me/addresses').data?.data
  const ask = useAct(
    async ({ address_id, words = '' }: { address_id: string; words?: string }) => {
      await call('POST /v1/me/samples', {
        body: { product_id: offer.product.id, address_id, words },
        key: key.current,
      })
      onClose()
    },
    { done: t('ask_done'), refresh: ['GET /v1/sample-goods', 'GET /v1/me/samples'] },
  )
  return (
    <Modal
      open
      title={`${t('ask')} · ${offer.product.title}`}
      okText={t('ask')}
      cancelText={t('cancel')}
      confirmLoading={ask.busy}
      okButtonProps={{ disabled: !addresses?.length }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('ask_words')}</p>
      {!addresses ? (
        <Skeleton active />
      ) : addresses.length === 0 ? (
        <p role="alert">{t('no_address')}</p>
      ) : (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ address_id: addresses[0]?.id }}
          onValuesChange={() => {
            key.current = newKey()
          }}
          onFinish={(fields) => void ask.run(fields)}
        >
          <Form.Item name="address_id" label={t('address')} rules={[{ required: true }]}>
            <Select
              options={addresses.map(({ id, recipient, city, district, street }) => ({
                value: id,
                label: `${recipient} · ${city} ${district} ${street}`,
              }))}
            />
          </Form.Item>
          <Form.Item name="words" label={t('say')}>
            <Input.TextArea maxLength={300} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
