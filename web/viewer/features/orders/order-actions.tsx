import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { keyOf } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Ask } from '../../../shared/ui/ask.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Choices } from '../../../shared/ui/field.tsx'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { PayButton } from '../payment/pay-button.tsx'
import type { Order } from './order-page.tsx'
import { orderWords } from './orders.words.ts'

const REASONS = ['changed_mind', 'wrong_address', 'found_cheaper', 'too_slow', 'other'] as const
type Reason = (typeof REASONS)[number]

/** What one can do with an order now; each asks before it cannot be taken back. */
export function OrderActions({ order }: { order: Order }) {
  const t = useWords(orderWords)
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'cancel' | 'receipt' | 'extend'>()
  const [reason, setReason] = useState<Reason>()
  const [key] = useState(newKey)
  const [busy, setBusy] = useState(false)
  const params = { order_id: order.id }
  const run = async (what: () => Promise<Order>, words: string) => {
    setBusy(true)
    try {
      client.setQueryData(keyOf('GET /v1/orders/:order_id', { params }), await what())
      void client.invalidateQueries({ queryKey: ['GET /v1/orders'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/orders/counts'] })
      setAsking(undefined)
      toast(words, 'good')
    } catch (error) {
      say(error)
      void client.invalidateQueries({ queryKey: ['GET /v1/orders/:order_id'] })
    } finally {
      setBusy(false)
    }
  }
  const cancellable = order.state === 'unpaid' || order.state === 'to_ship'
  const receivable = order.state === 'shipped'
  const days = Math.max(0, ...order.lines.map(({ return_days }) => return_days))
  if (!cancellable && !receivable) return null
  return (
    <>
      <div className="bottom-bar order-bar">
        {cancellable && (
          <Button tone="outline" size="l" onClick={() => setAsking('cancel')}>
            {t('cancel')}
          </Button>
        )}
        {receivable && (
          <Button tone="outline" size="l" onClick={() => setAsking('extend')}>
            {t('extend')}
          </Button>
        )}
        {receivable && (
          <Button size="l" onClick={() => setAsking('receipt')}>
            {t('confirm')}
          </Button>
        )}
        {order.state === 'unpaid' && order.payment_id && (
          <PayButton payment_id={order.payment_id} size="l">
            {t('pay')}
          </PayButton>
        )}
      </div>
      <Sheet
        open={asking === 'cancel'}
        height="fit"
        title={t('why_cancel')}
        onClose={() => setAsking(undefined)}
        foot={
          <div className="order-foot">
            <Button tone="outline" size="l" onClick={() => setAsking(undefined)}>
              {t('keep')}
            </Button>
            <Button
              size="l"
              busy={busy}
              disabled={!reason}
              onClick={() =>
                reason &&
                void run(
                  () =>
                    call('POST /v1/orders/:order_id/cancellation', {
                      params,
                      body: { reason },
                      key: `${key}-${reason}`,
                    }),
                  t('cancelled_done'),
                )
              }
            >
              {t('cancel')}
            </Button>
          </div>
        }
      >
        <Choices
          look="rows"
          label={order.state === 'unpaid' ? t('cancel_unpaid') : t('cancel_paid')}
          value={reason}
          onChange={setReason}
          options={REASONS.map((value) => ({ value, words: t(value) }))}
        />
      </Sheet>
      <Ask
        open={asking === 'receipt'}
        title={t('confirm_ask')}
        yes={t('confirm')}
        no={t('not_yet')}
        busy={busy}
        onClose={() => setAsking(undefined)}
        onYes={() =>
          void run(() => call('POST /v1/orders/:order_id/receipt', { params }), t('confirmed'))
        }
      >
        {days > 0 ? t('confirm_words', { days }) : t('confirm_plain')}
      </Ask>
      <Ask
        open={asking === 'extend'}
        title={t('extend_ask')}
        yes={t('extend')}
        no={t('keep')}
        busy={busy}
        onClose={() => setAsking(undefined)}
        onYes={() =>
          void run(
            () => call('POST /v1/orders/:order_id/receipt-extension', { params }),
            t('extended'),
          )
        }
      >
        {t('extend_words')}
      </Ask>
    </>
  )
}
