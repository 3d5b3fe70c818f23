import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { BadgeCheck, CircleX, Hourglass } from 'lucide-react'
import { useEffect } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct, useRefresh } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { shopsWords } from './shops.words.ts'

/** Where one stands after the cashier: asks until the money has arrived. */
export function DepositPage({ shop_id, payment_id }: { shop_id: string; payment_id: string }) {
  const t = useWords(shopsWords)
  const client = useQueryClient()
  const navigate = useNavigate()
  const refresh = useRefresh()
  const found = useRoute(
    'GET /v1/payments/:payment_id',
    { params: { payment_id } },
    {
      refetchInterval: ({ state: { data } }) =>
        data?.state === 'succeeded' || data?.state === 'closed' ? false : 2_500,
    },
  )
  const payment = found.data
  const paid = payment?.state === 'succeeded'
  useEffect(() => {
    // The gate to the shop's pages reads who I am: it has to know that the shop is open.
    if (paid)
      for (const route of ['GET /v1/me', 'GET /v1/shops/:shop_id/file'])
        void client.invalidateQueries({ queryKey: [route] })
  }, [paid, client])
  const cashier = useAct(async () => {
    const { cashier_url } = await call('POST /v1/payments/:payment_id/cashier', {
      params: { payment_id },
      query: { return_path: location.pathname },
    })
    if (cashier_url) location.assign(cashier_url)
    else await refresh('GET /v1/payments/:payment_id')
  })
  const finish = useAct(
    () => call('POST /v1/payments/:payment_id/finish', { params: { payment_id } }),
    {
      refresh: ['GET /v1/payments/:payment_id'],
    },
  )
  const again = useAct(async () => {
    const fresh = await call('POST /v1/shops/:shop_id/deposit-payments', { params: { shop_id } })
    await navigate(paths.deposit(shop_id, fresh.id))
  })
  return (
    <Page title={t('step_deposit')} back={paths.settings(shop_id)}>
      <div className="studio-narrow">
        <Panel>
          {found.error && !payment ? (
            <FailureState error={found.error} onRetry={() => void found.refetch()} />
          ) : !payment ? (
            <Skeleton active />
          ) : paid ? (
            <StateCard icon={BadgeCheck} title={t('paid')} words={t('paid_words')}>
              <Link {...paths.goods(shop_id)}>
                <Button type="primary">{t('go_goods')}</Button>
              </Link>
            </StateCard>
          ) : payment.state === 'closed' ? (
            <StateCard icon={CircleX} title={t('pay_closed')}>
              <Button type="primary" loading={again.busy} onClick={() => void again.run()}>
                {t('pay_again')}
              </Button>
            </StateCard>
          ) : (
            <StateCard
              icon={Hourglass}
              title={
                <>
                  {t('paying')} <MoneyText fen={payment.amount} currency={payment.currency} />
                </>
              }
              words={t('paying_words')}
            >
              <Button type="primary" loading={cashier.busy} onClick={() => void cashier.run()}>
                {t('to_cashier')}
              </Button>
              <Button loading={finish.busy} onClick={() => void finish.run()}>
                {t('check_now')}
              </Button>
              {payment.deadline_at && <DeadlineText at={payment.deadline_at} />}
            </StateCard>
          )}
        </Panel>
      </div>
    </Page>
  )
}
