import { DataTable } from '../../../shared/desk/data-table.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePayoutColumns } from './payout-columns.tsx'
import { payoutsWords } from './payouts.words.ts'
import { useReturnPayout } from './return-payout.tsx'

/** Payouts that were released and are held back: why, until when, and one of them returned at once. */
export function HeldPanel() {
  const t = useWords(payoutsWords)
  const { column, dialog } = useReturnPayout()
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
        columns={[...usePayoutColumns({ with_hold: true }), column]}
      />
      {dialog}
    </Panel>
  )
}
