import { Button } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import type { StaffPayout } from './payout-columns.tsx'
import { payoutsWords } from './payouts.words.ts'

/** For tables of payouts that have not gone out: a column to return one, and the dialog that asks why. */
export function useReturnPayout() {
  const t = useWords(payoutsWords)
  const [returning, setReturning] = useState<StaffPayout>()
  const giveBack = useAct(
    async (reason: string) => {
      const { id } = returning as StaffPayout
      await call('POST /v1/payouts/:payout_id/refusal', {
        params: { payout_id: id },
        body: { reason },
      })
      setReturning(undefined)
    },
    { done: t('refused'), refresh: ['GET /v1/waiting-payouts', 'GET /v1/payout-runs'] },
  )
  return {
    column: {
      title: t('actions'),
      key: 'actions',
      width: 90,
      render: (_: unknown, row: StaffPayout) => (
        <Button size="small" type="link" danger onClick={() => setReturning(row)}>
          {t('refuse')}
        </Button>
      ),
    },
    dialog: returning && (
      <ReasonDialog
        title={t('refuse_title')}
        words={t('refuse_words')}
        label={t('refuse_reason')}
        act={t('refuse')}
        danger
        busy={giveBack.busy}
        onCancel={() => setReturning(undefined)}
        onAct={(reason) => void giveBack.run(reason)}
      />
    ),
  }
}
