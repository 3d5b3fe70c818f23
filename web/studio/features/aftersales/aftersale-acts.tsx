import { App, Button } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Aftersale } from './aftersale-page.tsx'
import { aftersalesWords } from './aftersales.words.ts'
import { RejectDialog } from './reject-dialog.tsx'
import { useAnswer } from './use-answer.ts'

/** What the shop may answer in the present state. */
export function AftersaleActs({ aftersale }: { aftersale: Aftersale }) {
  const t = useWords(aftersalesWords)
  const format = useFormat()
  const { modal } = App.useApp()
  const answer = useAnswer()
  const [rejecting, setRejecting] = useState(false)
  const { state, kind, version } = aftersale
  const params = { shop_id: aftersale.shop_id, aftersale_id: aftersale.id }
  const amount = format.money(aftersale.amount, aftersale.currency)
  const returning = kind === 'return_refund'
  const ask = (title: string, content: string, okText: string, onOk: () => Promise<unknown>) =>
    modal.confirm({ title, content, okText, cancelText: t('cancel'), onOk })
  if (state !== 'await_seller' && state !== 'await_seller_receive') return null
  return (
    <>
      <Button danger onClick={() => setRejecting(true)}>
        {t('reject')}
      </Button>
      {state === 'await_seller' && (
        <Button
          type="primary"
          onClick={() =>
            ask(
              t('approve_title'),
              t(returning ? 'approve_return_words' : 'approve_refund_words', { amount }),
              t(returning ? 'approve_return' : 'approve'),
              () =>
                answer(
                  () =>
                    call('POST /v1/shops/:shop_id/aftersales/:aftersale_id/approval', {
                      params,
                      body: { version },
                    }),
                  t('done_approved'),
                ),
            )
          }
        >
          {t(returning ? 'approve_return' : 'approve')}
        </Button>
      )}
      {state === 'await_seller_receive' && (
        <Button
          type="primary"
          onClick={() =>
            ask(t('received_title'), t('received_words', { amount }), t('received'), () =>
              answer(
                () =>
                  call('POST /v1/shops/:shop_id/aftersales/:aftersale_id/receipt', {
                    params,
                    body: { version },
                  }),
                t('done_received'),
              ),
            )
          }
        >
          {t('received')}
        </Button>
      )}
      {rejecting && <RejectDialog aftersale={aftersale} onClose={() => setRejecting(false)} />}
    </>
  )
}
