import { Button, Tabs } from 'antd'
import { HandCoins, Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import { ChangePlanDialog } from './change-plan-dialog.tsx'
import { NewPlanDialog } from './new-plan-dialog.tsx'
import { PlanDrawer } from './plan-drawer.tsx'
import { PlanKind, PlanNotice, type PlanRow, PlanState } from './plan-state.tsx'
import './alliance.css'

const PLANS = 'GET /v1/shops/:shop_id/plans'
const KINDS = ['open', 'targeted', 'exclusive'] as const
type Filters = { kind?: (typeof KINDS)[number] }

/** What the shop promises creators, and what it has announced. */
export function PlansPage({ shop_id }: { shop_id: string }) {
  const t = useWords(allianceWords)
  const format = useFormat()
  const [filters, setFilters, clear] = useFilters<Filters>()
  const [making, setMaking] = useState(false)
  const [changing, setChanging] = useState<PlanRow>()
  const [shown, setShown] = useState<PlanRow>()
  const take_back = useAct(
    (plan_id: string) =>
      call('DELETE /v1/shops/:shop_id/plans/:plan_id/notice', { params: { shop_id, plan_id } }),
    { done: t('taken_back'), refresh: [PLANS] },
  )
  const acts = (
    <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setMaking(true)}>
      {t('new_plan')}
    </Button>
  )
  return (
    <Page title={t('plans')} acts={acts}>
      <p className="desk-quiet">{t('plans_words')}</p>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={filters.kind ?? 'all'}
          onChange={(key) =>
            setFilters({ kind: key === 'all' ? undefined : (key as Filters['kind']) })
          }
          items={[
            { key: 'all', label: t('all') },
            ...KINDS.map((kind) => ({ key: kind, label: t(`kind_${kind}`) })),
          ]}
        />
        <DataTable
          route={PLANS}
          options={{ params: { shop_id }, query: filters }}
          label={t('plans')}
          rowKey="id"
          min_width={940}
          filtered={Boolean(filters.kind)}
          onClear={clear}
          empty={
            <StateCard icon={HandCoins} title={t('none_plans')} words={t('none_plans_words')}>
              {acts}
            </StateCard>
          }
          columns={[
            {
              title: t('goods'),
              key: 'goods',
              minWidth: 220,
              render: (_, row) => <div className="desk-goods-title">{row.title}</div>,
            },
            {
              title: t('kind'),
              key: 'kind',
              width: 110,
              render: (_, row) => <PlanKind kind={row.kind} />,
            },
            {
              title: t('rate'),
              key: 'rate',
              width: 110,
              align: 'right',
              render: (_, row) => <span className="num">{format.percent(row.commission_ppm)}</span>,
            },
            {
              title: t('creators'),
              key: 'creators',
              width: 110,
              align: 'right',
              render: (_, row) =>
                row.kind === 'open' ? (
                  t('everybody')
                ) : (
                  <span className="num">{t('creators_count', { count: row.creators })}</span>
                ),
            },
            {
              title: t('state'),
              key: 'state',
              width: 110,
              render: (_, row) => <PlanState state={row.state} />,
            },
            {
              title: t('announced'),
              key: 'announced',
              width: 200,
              render: (_, row) => <PlanNotice plan={row} />,
            },
            {
              title: t('acts'),
              key: 'acts',
              width: 210,
              render: (_, row) => (
                <div className="alliance-row-acts">
                  <Button size="small" onClick={() => setChanging(row)}>
                    {t('change')}
                  </Button>
                  <Button size="small" onClick={() => setShown(row)}>
                    {t('details')}
                  </Button>
                  {row.notice && (
                    <Button
                      size="small"
                      type="link"
                      loading={take_back.busy}
                      onClick={() => void take_back.run(row.id)}
                    >
                      {t('take_back')}
                    </Button>
                  )}
                </div>
              ),
            },
          ]}
        />
      </Panel>
      {making && <NewPlanDialog shop_id={shop_id} onClose={() => setMaking(false)} />}
      {changing && <ChangePlanDialog plan={changing} onClose={() => setChanging(undefined)} />}
      {shown && <PlanDrawer plan={shown} onClose={() => setShown(undefined)} />}
    </Page>
  )
}
