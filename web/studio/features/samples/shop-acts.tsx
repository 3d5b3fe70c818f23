import { App, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { WordsDialog } from '../campaigns/words-dialog.tsx'
import { TRACKING, useCarriers } from '../orders/ship-dialog.tsx'
import type { Sample } from './sample-state.tsx'
import { samplesWords } from './samples.words.ts'

type Dialog = 'reject' | 'ship' | 'refuse'

/** What the shop may do in the present state. */
export function ShopActs({ shop_id, sample }: { shop_id: string; sample: Sample }) {
  const t = useWords(samplesWords)
  const { modal } = App.useApp()
  const [dialog, setDialog] = useState<Dialog>()
  const params = { shop_id, sample_id: sample.id }
  const act = useAct(
    async (work: () => Promise<unknown>) => {
      await work()
      setDialog(undefined)
    },
    {
      done: t('done'),
      refresh: [
        'GET /v1/shops/:shop_id/samples',
        'GET /v1/shops/:shop_id/samples/:sample_id',
        'GET /v1/shops/:shop_id/sample-offers',
      ],
    },
  )
  const answerAppeal = (is_granted: boolean, words: string) =>
    act.run(() =>
      call('POST /v1/shops/:shop_id/samples/:sample_id/appeal-answer', {
        params,
        body: { is_granted, words },
      }),
    )
  return (
    <>
      {sample.state === 'pending' && (
        <>
          <Button
            size="small"
            type="primary"
            onClick={() =>
              modal.confirm({
                title: t('approve_title'),
                content: t('approve_words'),
                okText: t('approve'),
                cancelText: t('cancel'),
                onOk: () =>
                  act.run(() =>
                    call('POST /v1/shops/:shop_id/samples/:sample_id/approval', { params }),
                  ),
              })
            }
          >
            {t('approve')}
          </Button>
          <Button size="small" danger onClick={() => setDialog('reject')}>
            {t('reject')}
          </Button>
        </>
      )}
      {sample.state === 'awaiting_shipment' && (
        <Button size="small" type="primary" onClick={() => setDialog('ship')}>
          {t('ship')}
        </Button>
      )}
      {(sample.state === 'shipped' || sample.state === 'content_pending') && (
        <Button
          size="small"
          loading={act.busy}
          onClick={() =>
            void act.run(() =>
              call('POST /v1/shops/:shop_id/samples/:sample_id/confirmation', { params }),
            )
          }
        >
          {t('confirm')}
        </Button>
      )}
      {sample.state === 'appealed' && (
        <>
          <Button
            size="small"
            type="primary"
            loading={act.busy}
            onClick={() => void answerAppeal(true, t('grant'))}
          >
            {t('grant')}
          </Button>
          <Button size="small" danger onClick={() => setDialog('refuse')}>
            {t('refuse')}
          </Button>
        </>
      )}
      {dialog === 'reject' && (
        <WordsDialog
          title={t('reject_title')}
          busy={act.busy}
          onSend={(words) =>
            void act.run(() =>
              call('POST /v1/shops/:shop_id/samples/:sample_id/rejection', {
                params,
                body: { words },
              }),
            )
          }
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'refuse' && (
        <WordsDialog
          title={t('refuse_title')}
          busy={act.busy}
          onSend={(words) => void answerAppeal(false, words)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'ship' && (
        <SendDialog
          sample={sample}
          busy={act.busy}
          onSend={(body) =>
            void act.run(() =>
              call('POST /v1/shops/:shop_id/samples/:sample_id/shipment', { params, body }),
            )
          }
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  )
}

type Parcel = { carrier: string; tracking_number: string }

function SendDialog({
  sample,
  busy,
  onSend,
  onClose,
}: {
  sample: Sample
  busy: boolean
  onSend: (parcel: Parcel) => void
  onClose: () => void
}) {
  const t = useWords(samplesWords)
  const [form] = Form.useForm<Parcel>()
  const carriers = useCarriers()
  return (
    <Modal
      open
      title={t('ship')}
      okText={t('ship')}
      cancelText={t('cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {sample.address && (
        <p>
          {sample.address.recipient} · {sample.address.phone}
          <br />
          {sample.address.province} {sample.address.city} {sample.address.district}{' '}
          {sample.address.street}
        </p>
      )}
      <Form form={form} layout="vertical" onFinish={onSend}>
        <Form.Item
          name="carrier"
          label={t('carrier')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Select showSearch={{ optionFilterProp: 'label' }} options={carriers} />
        </Form.Item>
        <Form.Item
          name="tracking_number"
          label={t('tracking')}
          rules={[
            { required: true, message: t('needed') },
            { pattern: TRACKING, message: t('tracking_wrong') },
          ]}
        >
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
