import { Button } from 'antd'
import { Megaphone } from 'lucide-react'
import { useState } from 'react'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'
import { PutInDialog } from './put-in-dialog.tsx'

export type OpenCampaign = RowOf<'GET /v1/shops/:shop_id/campaigns'>

/** Campaigns into which the shop can put goods now. */
export function OpenCampaigns({ shop_id }: { shop_id: string }) {
  const t = useWords(campaignsWords)
  const format = useFormat()
  const [chosen, setChosen] = useState<OpenCampaign>()
  return (
    <>
      <DataTable
        route="GET /v1/shops/:shop_id/campaigns"
        options={{ params: { shop_id } }}
        label={t('tab_open')}
        rowKey="id"
        min_width={900}
        empty={<StateCard icon={Megaphone} title={t('no_open')} words={t('no_open_words')} />}
        columns={[
          {
            title: t('campaign'),
            key: 'campaign',
            minWidth: 240,
            render: (_, row) => (
              <>
                <div className="desk-goods-title">{row.title}</div>
                <div className="desk-goods-words">
                  {t('terms', { days: row.min_promotion_days, months: row.protection_months })}
                </div>
                {row.words && <div className="desk-goods-words">{row.words}</div>}
              </>
            ),
          },
          { title: t('leader'), dataIndex: 'leader_name', width: 140, ellipsis: true },
          {
            title: t('leader_fee'),
            key: 'fee',
            width: 110,
            align: 'right',
            render: (_, row) => <span className="num">{format.percent(row.leader_ppm)}</span>,
          },
          {
            title: t('commission'),
            key: 'commission',
            width: 130,
            align: 'right',
            render: (_, row) => (
              <span className="num">
                {t('at_least', { rate: format.percent(row.min_commission_ppm) })}
              </span>
            ),
          },
          {
            title: t('applies_until'),
            key: 'until',
            width: 150,
            render: (_, row) => <DeadlineText at={row.applies_until} />,
          },
          {
            title: t('act'),
            key: 'act',
            width: 120,
            render: (_, row) => (
              <Button size="small" type="primary" onClick={() => setChosen(row)}>
                {t('put_in')}
              </Button>
            ),
          },
        ]}
      />
      {chosen && (
        <PutInDialog shop_id={shop_id} campaign={chosen} onClose={() => setChosen(undefined)} />
      )}
    </>
  )
}
