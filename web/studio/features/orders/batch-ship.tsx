import { Button, Form, Modal, Progress, Select } from 'antd'
import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import { useRef, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { useRefresh } from '../../../shared/desk/say.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import type { OrderRow } from './order-state.tsx'
import { ordersWords } from './orders.words.ts'
import { REFRESHED_BY_SHIPPING, useCarriers } from './ship-dialog.tsx'

type Outcome = { ok: true; tracking: string } | { ok: false; error: unknown }

/** Ships many orders one by one: how far it is, and what became of each. */
export function BatchShip({
  shop_id,
  orders,
  onClose,
}: {
  shop_id: string
  orders: readonly OrderRow[]
  onClose: () => void
}) {
  const t = useWords(ordersWords)
  const { language } = useLanguage()
  const refresh = useRefresh()
  const carriers = useCarriers()
  const [carrier, setCarrier] = useState<string>()
  const [running, setRunning] = useState(false)
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({})
  // A key for each order, kept over tries: what was shipped is never shipped twice.
  const keys = useRef(new Map(orders.map(({ id }) => [id, newKey()])))
  const done = Object.keys(outcomes).length
  const start = async () => {
    if (!carrier) return
    setRunning(true)
    for (const { id } of orders) {
      if (outcomes[id]?.ok) continue
      let outcome: Outcome
      try {
        const parcel = await call('POST /v1/shops/:shop_id/orders/:order_id/parcels', {
          params: { shop_id, order_id: id },
          body: { carrier },
          key: keys.current.get(id) ?? newKey(),
        })
        outcome = { ok: true, tracking: parcel.tracking_number }
      } catch (error) {
        outcome = { ok: false, error }
      }
      setOutcomes((now) => ({ ...now, [id]: outcome }))
    }
    setRunning(false)
    await refresh(...REFRESHED_BY_SHIPPING)
  }
  const finished = done === orders.length && !running
  return (
    <Modal
      open
      title={t('batch_title', { count: orders.length })}
      closable={!running}
      mask={{ closable: false }}
      onCancel={() => !running && onClose()}
      footer={
        finished ? (
          <Button type="primary" onClick={onClose}>
            {t('batch_close')}
          </Button>
        ) : (
          <Button type="primary" disabled={!carrier} loading={running} onClick={() => void start()}>
            {t('batch_start')}
          </Button>
        )
      }
    >
      <p className="desk-quiet">{t('batch_words')}</p>
      <Form layout="vertical" component="div">
        <Form.Item label={t('carrier')} htmlFor="batch-carrier">
          <Select
            id="batch-carrier"
            disabled={running}
            value={carrier ?? null}
            onChange={(value) => setCarrier(value ?? undefined)}
            options={carriers}
          />
        </Form.Item>
      </Form>
      {(running || done > 0) && (
        <Progress
          percent={Math.round((done / orders.length) * 100)}
          format={() => t('batch_progress', { done, total: orders.length })}
          aria-label={t('batch_progress', { done, total: orders.length })}
        />
      )}
      <ul className="orders-batch" aria-live="polite">
        {orders.map((order) => {
          const outcome = outcomes[order.id]
          return (
            <li key={order.id} data-ok={outcome?.ok}>
              {outcome ? (
                outcome.ok ? (
                  <CircleCheck size={15} aria-hidden />
                ) : (
                  <CircleAlert size={15} aria-hidden />
                )
              ) : (
                <LoaderCircle size={15} aria-hidden />
              )}
              <span className="num">{order.number}</span>
              <span>{order.recipient}</span>
              <em>
                {outcome
                  ? outcome.ok
                    ? t('batch_ok', { tracking: outcome.tracking })
                    : problemWords(outcome.error, language)
                  : t('batch_waiting')}
              </em>
            </li>
          )
        })}
      </ul>
    </Modal>
  )
}
