import { App, Button, Form, Modal } from 'antd'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'
import { type CampaignItem, ItemDeadline, ItemGoods, ItemRate, ItemState } from './item-state.tsx'
import { ppmOf, RateField } from './rate-field.tsx'

/** The shop's goods in leaders' campaigns, and what it may ask for. */
export function ShopItems({ shop_id }: { shop_id: string }) {
  const t = useWords(campaignsWords)
  const format = useFormat()
  return (
    <DataTable
      route="GET /v1/shops/:shop_id/campaign-items"
      options={{ params: { shop_id } }}
      label={t('tab_shop')}
      rowKey="id"
      every_ms={30_000}
      min_width={960}
      empty={<StateCard icon={PackageOpen} title={t('no_items')} words={t('no_items_words')} />}
      columns={[
        {
          title: t('goods'),
          key: 'goods',
          minWidth: 230,
          render: (_, row) => <ItemGoods item={row} />,
        },
        { title: t('leader'), dataIndex: 'leader_name', width: 130, ellipsis: true },
        {
          title: t('leader_fee'),
          key: 'fee',
          width: 110,
          align: 'right',
          render: (_, row) => <span className="num">{format.percent(row.leader_ppm)}</span>,
        },
        {
          title: t('commission'),
          key: 'commission',
          width: 120,
          align: 'right',
          render: (_, row) => <ItemRate item={row} />,
        },
        {
          title: t('state'),
          key: 'state',
          width: 140,
          render: (_, row) => (
            <>
              <ItemState item={row} />
              {row.change && (
                <div className="desk-goods-words">
                  {row.change.commission_ppm === null
                    ? t('asked_end')
                    : t('asked_rate', { rate: format.percent(row.change.commission_ppm) })}
                </div>
              )}
            </>
          ),
        },
        {
          title: t('ends'),
          key: 'deadline',
          width: 150,
          render: (_, row) => <ItemDeadline item={row} />,
        },
        {
          title: t('act'),
          key: 'act',
          width: 210,
          render: (_, row) => <Acts shop_id={shop_id} item={row} />,
        },
      ]}
    />
  )
}

function Acts({ shop_id, item }: { shop_id: string; item: CampaignItem }) {
  const t = useWords(campaignsWords)
  const { modal } = App.useApp()
  const [changing, setChanging] = useState(false)
  const params = { shop_id, item_id: item.id }
  const refresh = ['GET /v1/shops/:shop_id/campaign-items'] as const
  const withdraw = useAct(
    () => call('POST /v1/shops/:shop_id/campaign-items/:item_id/withdrawal', { params }),
    { done: t('withdraw_done'), refresh: [...refresh] },
  )
  const ask = useAct(
    async (commission_ppm?: number) => {
      await call('POST /v1/shops/:shop_id/campaign-items/:item_id/changes', {
        params,
        body: commission_ppm === undefined ? {} : { commission_ppm },
      })
      setChanging(false)
    },
    { done: t('ask_done'), refresh: [...refresh] },
  )
  if (item.state === 'pending')
    return (
      <Button size="small" loading={withdraw.busy} onClick={() => void withdraw.run()}>
        {t('withdraw')}
      </Button>
    )
  if (item.state !== 'promoting' || item.is_ending || item.change) return null
  return (
    <div className="campaigns-acts">
      <Button size="small" onClick={() => setChanging(true)}>
        {t('ask_rate')}
      </Button>
      <Button
        size="small"
        onClick={() =>
          modal.confirm({
            title: t('ask_end'),
            content: t('ask_end_words'),
            okText: t('ok'),
            cancelText: t('cancel'),
            onOk: () => ask.run(),
          })
        }
      >
        {t('ask_end')}
      </Button>
      {changing && (
        <RateDialog
          item={item}
          busy={ask.busy}
          onSend={(ppm) => void ask.run(ppm)}
          onClose={() => setChanging(false)}
        />
      )}
    </div>
  )
}

function RateDialog({
  item,
  busy,
  onSend,
  onClose,
}: {
  item: CampaignItem
  busy: boolean
  onSend: (commission_ppm: number) => void
  onClose: () => void
}) {
  const t = useWords(campaignsWords)
  const [form] = Form.useForm<{ percent: number }>()
  return (
    <Modal
      open
      title={t('ask_rate')}
      okText={t('ok')}
      cancelText={t('cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('ask_rate_words')}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ percent: item.commission_ppm / 10_000 }}
        onFinish={({ percent }: { percent: number }) => onSend(ppmOf(percent))}
      >
        <RateField
          name="percent"
          label={t('commission_percent')}
          max={90 - item.leader_ppm / 10_000}
          needed={t('needed')}
        />
      </Form>
    </Modal>
  )
}
