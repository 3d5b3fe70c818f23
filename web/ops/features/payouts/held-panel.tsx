import { Button } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { type StaffPayout, usePayoutColumns } from './payout-columns.tsx'
import { payoutsWords } from './payouts.words.ts'

/** Payouts that were released and are held back: why, until when, and one of them returned at once. */
export function HeldPanel() {
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
    { done: t('refused'), refresh: ['GET /v1/waiting-payouts'] },
  )
  return (
    <Panel title={t('held')} flush>
      <DataTable
        route="GET /v1/waiting-payouts"
        options={{ query: { held: true } }}
        label={t('held')}
        rowKey="id"
        min_width={1_080}
        every_ms={20_000}
        empty={<NothingYet words={t('none_held')} />}
        columns={[
          ...usePayoutColumns({ with_hold: true }),
          {
            title: t('actions'),
            key: 'actions',
            width: 90,
            render: (_: unknown, row: StaffPayout) => (
              <Button size="small" type="link" danger onClick={() => setReturning(row)}>
                {t('refuse')}
              </Button>
            ),
          },
        ]}
      />
      {returning && (
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
      )}
    </Panel>
  )
}
