import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX, Clock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { type Answer, call, type Problem } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { countdown, useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { Failure } from '../../../shared/ui/states.tsx'
import { useProblemToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import './payment.css'
import { paymentWords } from './payment.words.ts'

const ASK_EVERY_MS = 2_000
const ASK_FOR_MS = 60_000

function Result({ payment_id }: { payment_id: string }) {
  const t = useWords(paymentWords)
  const format = useFormat()
  const client = useQueryClient()
  const say = useProblemToast()
  const now = usePlatformNow()
  const [since] = useState(Date.now)
  const found = useQuery<Answer<'GET /v1/payments/:payment_id'>, Problem>({
    queryKey: ['finish', payment_id],
    queryFn: () => call('POST /v1/payments/:payment_id/finish', { params: { payment_id } }),
    refetchInterval: ({ state: { data } }) =>
      data && (data.state === 'succeeded' || data.state === 'closed')
        ? false
        : Date.now() - since < ASK_FOR_MS
          ? ASK_EVERY_MS
          : 10_000,
    staleTime: 0,
  })
  const payment = found.data
  const over = payment?.state === 'succeeded' || payment?.state === 'closed'
  useEffect(() => {
    if (!over) return
    void client.invalidateQueries({ queryKey: ['GET /v1/orders'] })
    void client.invalidateQueries({ queryKey: ['GET /v1/orders/counts'] })
    void client.invalidateQueries({ queryKey: ['GET /v1/orders/:order_id'] })
  }, [over, client])
  const orders = useRoute('GET /v1/orders', { query: { limit: 20 } }, { enabled: over })
  const own = orders.data?.data.filter((order) => order.payment_id === payment_id) ?? []
  if (found.isError && !payment)
    return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!payment)
    return (
      <div className="pay-state" role="status">
        <span className="ui-ring pay-ring" aria-hidden />
        <p className="pay-title">{t('asking')}</p>
        <p className="muted">{t('asking_hint')}</p>
      </div>
    )
  const deposit = payment.subject_kind === 'deposit'
  const left = payment.deadline_at ? new Date(payment.deadline_at).getTime() - now : 0
  const fresh = Date.now() - since < 8_000
  const pay = async () => {
    try {
      const { cashier_url } = await call('POST /v1/payments/:payment_id/cashier', {
        params: { payment_id },
      })
      if (cashier_url) location.assign(cashier_url)
      else void found.refetch()
    } catch (error) {
      say(error)
    }
  }
  return (
    <>
      <div className={`pay-state pay-${payment.state}`} role="status">
        {payment.state === 'succeeded' ? (
          <CircleCheck size={64} strokeWidth={1.5} aria-hidden />
        ) : payment.state === 'closed' ? (
          <CircleX size={64} strokeWidth={1.5} aria-hidden />
        ) : fresh ? (
          <span className="ui-ring pay-ring" aria-hidden />
        ) : (
          <Clock size={64} strokeWidth={1.5} aria-hidden />
        )}
        <p className="pay-title">
          {payment.state === 'succeeded'
            ? t('paid')
            : payment.state === 'closed'
              ? t('closed')
              : fresh
                ? t('asking')
                : t('waiting')}
        </p>
        <Price fen={payment.amount} currency={payment.currency} size="xl" tone="ink" />
        <p className="muted num">
          {payment.state === 'succeeded'
            ? deposit
              ? payment.title
              : t('paid_hint')
            : payment.state === 'closed'
              ? t('closed_hint')
              : left > 0
                ? t('waiting_hint', { left: countdown(left) })
                : t('waiting_plain')}
        </p>
      </div>
      <div className="pay-acts">
        {!over && (
          <>
            <Button size="l" onClick={() => void pay()}>
              {t('pay_again')}
            </Button>
            <Button
              size="l"
              tone="outline"
              busy={found.isFetching && !fresh}
              onClick={() => void found.refetch()}
            >
              {t('i_paid')}
            </Button>
          </>
        )}
        {over && !deposit && (
          <>
            <Link
              href={own.length === 1 && own[0] ? paths.order(own[0].id) : paths.orders()}
              className={buttonClass({ size: 'l' })}
            >
              {own.length === 1 ? t('see_order') : t('all_orders')}
            </Link>
            <Link href={paths.home()} className={buttonClass({ size: 'l', tone: 'outline' })}>
              {t('go_on')}
            </Link>
          </>
        )}
        {over && deposit && (
          <a href={paths.studio()} className={buttonClass({ size: 'l' })}>
            {t('deposit_back')}
          </a>
        )}
      </div>
      <dl className="card amounts num pay-facts">
        <div>
          <dt>{t('number')}</dt>
          <dd className="pay-number">{payment.number}</dd>
        </div>
        {payment.paid_at && (
          <div>
            <dt>{t('at')}</dt>
            <dd>{format.dateTime(payment.paid_at)}</dd>
          </div>
        )}
      </dl>
    </>
  )
}

/** Where the cashier sends people back: asks the provider, then says how it went. */
export function PaymentPage({ payment_id }: { payment_id: string }) {
  const t = useWords(paymentWords)
  return (
    <Page title={t('payment')} root>
      <SignedIn>{() => <Result payment_id={payment_id} />}</SignedIn>
    </Page>
  )
}
