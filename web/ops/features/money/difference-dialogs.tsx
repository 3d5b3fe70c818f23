import { Button, Modal, Radio, Space } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import type { Difference } from './differences-tab.tsx'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

const REFRESH = ['GET /v1/payment-differences', 'GET /v1/finance-desk', 'GET /v1/refunds'] as const
/** Kinds in which money of a known payer may lie aside. */
const SENDABLE = new Set(['amount', 'currency', 'second_payment'])
type Booking = 'none' | 'send_back' | 'write_off'

/** Words and, where money is booked, what: that waits for a second person. */
export function CloseDifference({
  difference,
  onClose,
}: {
  difference: Difference
  onClose: () => void
}) {
  const t = useWords(reconcileWords)
  const [booking, setBooking] = useState<Booking>('none')
  const close = useAct(
    async (resolution: string) => {
      await call('POST /v1/payment-differences/:difference_id/resolution', {
        params: { difference_id: difference.id },
        body: { resolution, ...(booking === 'none' ? {} : { booking }) },
      })
      onClose()
    },
    { done: t(booking === 'none' ? 'closed' : 'proposed'), refresh: [...REFRESH] },
  )
  const choices: Booking[] = SENDABLE.has(difference.kind)
    ? ['none', 'send_back', 'write_off']
    : ['none', 'write_off']
  return (
    <ReasonDialog
      title={t('close_title')}
      words={t('close_words')}
      label={t('close_reason')}
      act={t('close')}
      danger={booking !== 'none'}
      busy={close.busy}
      onCancel={onClose}
      onAct={(words) => void close.run(words)}
    >
      <p className="ops-dialog-words">{difference.words}</p>
      <Radio.Group
        aria-label={t('booking')}
        className="money-booking"
        value={booking}
        onChange={({ target }) => setBooking(target.value as Booking)}
        options={choices.map((value) => ({ value, label: t(`booking_${value}`) }))}
      />
    </ReasonDialog>
  )
}

/** The second person sees who proposed what, and lets it go or refuses it. */
export function ReleaseDifference({
  difference,
  onClose,
}: {
  difference: Difference
  onClose: () => void
}) {
  const t = useWords(reconcileWords)
  const ops = useWords(opsWords)
  const names = useReconcileNames()
  const params = { difference_id: difference.id }
  const release = useAct(
    async () => {
      await call('POST /v1/payment-differences/:difference_id/release', { params })
      onClose()
    },
    { done: t('released'), refresh: [...REFRESH] },
  )
  const refuse = useAct(
    async () => {
      await call('POST /v1/payment-differences/:difference_id/refusal', { params })
      onClose()
    },
    { done: t('refused'), refresh: [...REFRESH] },
  )
  return (
    <Modal
      open
      title={t('release_title')}
      closable={{ 'aria-label': ops('close') }}
      onCancel={onClose}
      width={460}
      footer={
        <Space>
          <Button onClick={() => void refuse.run()} loading={refuse.busy}>
            {t('refuse')}
          </Button>
          <Button type="primary" danger onClick={() => void release.run()} loading={release.busy}>
            {t('release')}
          </Button>
        </Space>
      }
    >
      <p className="ops-dialog-words">{difference.words}</p>
      <p>
        {t('release_words', {
          name: difference.proposed_name ?? '—',
          booking: names.booking(difference.booking ?? 'none'),
        })}
      </p>
      <p>{difference.resolution}</p>
    </Modal>
  )
}
