import { App, Button, Drawer, Table } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import { CreatorSelect } from './creator-select.tsx'
import { PlanKind, type PlanRow, PlanState } from './plan-state.tsx'
import './alliance.css'

const PLAN = 'GET /v1/shops/:shop_id/plans/:plan_id'
const PLANS = 'GET /v1/shops/:shop_id/plans'

/** One plan: whom it is for, and what it was. */
export function PlanDrawer({ plan, onClose }: { plan: PlanRow; onClose: () => void }) {
  const t = useWords(allianceWords)
  const format = useFormat()
  const { modal } = App.useApp()
  const [chosen, setChosen] = useState<string>()
  const params = { shop_id: plan.shop_id, plan_id: plan.id }
  const found = useRoute(PLAN, { params })
  const add = useAct(
    async (account_id: string) => {
      await call('PUT /v1/shops/:shop_id/plans/:plan_id/creators/:account_id', {
        params: { ...params, account_id },
      })
      setChosen(undefined)
    },
    { done: t('done'), refresh: [PLAN, PLANS] },
  )
  const remove = useAct(
    (account_id: string) =>
      call('DELETE /v1/shops/:shop_id/plans/:plan_id/creators/:account_id', {
        params: { ...params, account_id },
      }),
    { done: t('said'), refresh: [PLAN, PLANS] },
  )
  return (
    <Drawer open title={plan.title} size="large" onClose={onClose}>
      {found.error ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <>
          <p className="alliance-tags">
            <PlanKind kind={plan.kind} />
            <PlanState state={plan.state} />
            <b className="num">{format.percent(plan.commission_ppm)}</b>
          </p>
          {plan.kind !== 'open' && (
            <>
              <h2 className="alliance-title">{t('named')}</h2>
              <Table
                size="small"
                rowKey="id"
                loading={found.isPending}
                pagination={false}
                dataSource={found.data?.named ?? []}
                columns={[
                  { title: t('creator'), dataIndex: 'nickname' },
                  {
                    title: t('leaves'),
                    width: 190,
                    render: (_, { until }) =>
                      until ? t('until', { time: format.dateTime(until) }) : '—',
                  },
                  {
                    title: t('acts'),
                    width: 90,
                    render: (_, { id, nickname, until }) =>
                      until === null && (
                        <Button
                          type="link"
                          size="small"
                          danger
                          onClick={() =>
                            modal.confirm({
                              title: t('take_off'),
                              content: t('take_off_words', { name: nickname }),
                              okText: t('take_off'),
                              cancelText: t('cancel'),
                              onOk: () => remove.run(id),
                            })
                          }
                        >
                          {t('take_off')}
                        </Button>
                      ),
                  },
                ]}
              />
              <div className="alliance-add">
                <CreatorSelect
                  {...(chosen ? { value: chosen } : {})}
                  onChange={(id: string) => setChosen(id)}
                />
                <Button
                  disabled={!chosen}
                  loading={add.busy}
                  onClick={() => chosen && void add.run(chosen)}
                >
                  {t('add')}
                </Button>
              </div>
            </>
          )}
          <h2 className="alliance-title">{t('history')}</h2>
          <ul className="alliance-history">
            {(found.data?.changes ?? []).map((change) => (
              <li key={change.at + change.state + change.commission_ppm}>
                <PlanState state={change.state} />
                <span className="num">{format.percent(change.commission_ppm)}</span>
                <span className="desk-quiet">
                  {format.dateTime(change.at)} · {t('by', { name: change.by })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Drawer>
  )
}
