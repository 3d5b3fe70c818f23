import { Button } from 'antd'
import { ListChecks } from 'lucide-react'
import { useRef, useState } from 'react'
import { call, newKey } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePayoutColumns } from './payout-columns.tsx'
import { payoutsWords } from './payouts.words.ts'
import { useReturnPayout } from './return-payout.tsx'

const REFRESH = ['GET /v1/waiting-payouts', 'GET /v1/payout-runs'] as const

/** Payouts that wait: gathered into a run, or one of them returned with a reason. */
export function WaitingPanel() {
  const t = useWords(payoutsWords)
  const [chosen, setChosen] = useState<{ keys: string[]; currency: string }>({
    keys: [],
    currency: 'CNY',
  })
  const { column, dialog } = useReturnPayout()
  // Kept over tries: one wish, one run.
  const key = useRef(newKey())
  const prepare = useAct(
    async () => {
      const { keys, currency } = chosen
      const body = { currency, ...(keys.length > 0 ? { payout_ids: keys } : {}) }
      await call('POST /v1/payout-runs', { body, key: key.current })
      key.current = newKey()
      setChosen({ keys: [], currency: 'CNY' })
    },
    { done: t('prepared'), refresh: [...REFRESH] },
  )
  return (
    <Panel
      title={t('waiting')}
      flush
      acts={
        <Button
          type="primary"
          icon={<ListChecks size={14} aria-hidden />}
          loading={prepare.busy}
          onClick={() => void prepare.run()}
        >
          {chosen.keys.length > 0
            ? t('prepare_chosen', { count: chosen.keys.length })
            : t('prepare')}
        </Button>
      }
    >
      <DataTable
        route="GET /v1/waiting-payouts"
        label={t('waiting')}
        rowKey="id"
        min_width={1_080}
        page_size={50}
        every_ms={20_000}
        empty={<NothingYet words={t('none_waiting')} />}
        selection={{
          keys: chosen.keys,
          onChange: (keys, rows) => {
            key.current = newKey()
            setChosen({ keys, currency: rows[0]?.currency ?? 'CNY' })
          },
        }}
        columns={[...usePayoutColumns(), column]}
      />
      {dialog}
    </Panel>
  )
}
