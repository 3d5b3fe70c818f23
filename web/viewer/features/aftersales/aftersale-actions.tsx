import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { keyOf, useRoute } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCarrierWords } from '../../../shared/i18n/use-history-words.ts'
import { Ask } from '../../../shared/ui/ask.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Choices, TextArea, TextField } from '../../../shared/ui/field.tsx'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import type { Aftersale } from './aftersale-page.tsx'
import { aftersaleWords } from './aftersales.words.ts'

const TRACKING = /^[A-Za-z0-9-]{5,40}$/

/** Send back, withdraw, ask the platform: whichever is possible now. */
export function AftersaleActions({ one }: { one: Aftersale }) {
  const t = useWords(aftersaleWords)
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const carriers = useRoute('GET /v1/carriers', undefined, {
    enabled: one.state === 'await_buyer_ship',
    staleTime: 600_000,
  })
  const carrierName = useCarrierWords()
  const [asking, setAsking] = useState<'send' | 'withdraw' | 'escalate'>()
  const [carrier, setCarrier] = useState<string>()
  const [tracking, setTracking] = useState('')
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const params = { aftersale_id: one.id }
  const run = async (what: () => Promise<Aftersale>, done: string) => {
    setBusy(true)
    try {
      client.setQueryData(keyOf('GET /v1/aftersales/:aftersale_id', { params }), await what())
      void client.invalidateQueries({ queryKey: ['GET /v1/aftersales'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/orders/:order_id'] })
      setAsking(undefined)
      toast(done, 'good')
    } catch (error) {
      say(error)
      void client.invalidateQueries({ queryKey: ['GET /v1/aftersales/:aftersale_id'] })
    } finally {
      setBusy(false)
    }
  }
  const sendable = one.state === 'await_buyer_ship'
  const escalatable = one.state === 'seller_rejected'
  const withdrawable = ['await_seller', 'seller_rejected', 'await_buyer_ship'].includes(one.state)
  if (!sendable && !escalatable && !withdrawable) return null
  const send = () => {
    setTried(true)
    if (!carrier || !TRACKING.test(tracking.trim())) return
    void run(
      () =>
        call('POST /v1/aftersales/:aftersale_id/return-parcel', {
          params,
          body: { carrier, tracking_number: tracking.trim() },
        }),
      t('sent_done'),
    )
  }
  return (
    <>
      <div className="bottom-bar order-bar">
        {withdrawable && (
          <Button tone="outline" size="l" onClick={() => setAsking('withdraw')}>
            {t('withdraw')}
          </Button>
        )}
        {escalatable && (
          <Button size="l" onClick={() => setAsking('escalate')}>
            {t('escalate')}
          </Button>
        )}
        {sendable && (
          <Button size="l" onClick={() => setAsking('send')}>
            {t('send_back')}
          </Button>
        )}
      </div>
      <Sheet
        open={asking === 'send'}
        height="full"
        title={t('send_back')}
        onClose={() => setAsking(undefined)}
        foot={
          <Button size="l" wide busy={busy} disabled={!carrier} onClick={send}>
            {t('sent')}
          </Button>
        }
      >
        <div className="aftersale-form">
          <Choices
            label={t('carrier')}
            value={carrier}
            onChange={setCarrier}
            options={(carriers.data?.data ?? []).map(({ code }) => ({
              value: code,
              words: carrierName(code),
            }))}
          />
          <TextField
            label={t('tracking')}
            value={tracking}
            maxLength={40}
            autoComplete="off"
            hint={t('tracking_hint')}
            error={tried && !TRACKING.test(tracking.trim()) ? t('tracking_hint') : undefined}
            onChange={({ target }) => setTracking(target.value)}
          />
        </div>
      </Sheet>
      <Sheet
        open={asking === 'escalate'}
        height="full"
        title={t('escalate')}
        onClose={() => setAsking(undefined)}
        foot={
          <Button
            size="l"
            wide
            busy={busy}
            disabled={words.trim() === ''}
            onClick={() =>
              void run(
                () =>
                  call('POST /v1/aftersales/:aftersale_id/escalation', {
                    params,
                    body: { words: words.trim() },
                  }),
                t('escalated'),
              )
            }
          >
            {t('escalate')}
          </Button>
        }
      >
        <TextArea
          label={t('escalate_words')}
          hint={t('escalate_hint')}
          rows={6}
          maxLength={500}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
      </Sheet>
      <Ask
        open={asking === 'withdraw'}
        title={t('withdraw_ask')}
        yes={t('withdraw')}
        no={t('keep')}
        busy={busy}
        onClose={() => setAsking(undefined)}
        onYes={() =>
          void run(
            () => call('POST /v1/aftersales/:aftersale_id/withdrawal', { params }),
            t('withdrawn'),
          )
        }
      >
        {t('withdraw_words')}
      </Ask>
    </>
  )
}
