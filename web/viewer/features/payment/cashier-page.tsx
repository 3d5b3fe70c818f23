import {
  ChevronRight,
  CreditCard,
  FlaskConical,
  type LucideIcon,
  QrCode,
  Wallet,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { useProblemToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import './cashier.css'
import { cashierWords } from './cashier.words.ts'
import { leaveForCashier } from './leave-for-cashier.ts'

const LOOK_EVERY_MS = 3_000
const ICONS: Record<string, LucideIcon> = {
  wechat: QrCode,
  alipay: Wallet,
  stripe: CreditCard,
  sandbox: FlaskConical,
}

/** Black squares as one path, with the margin that readers want. */
function Code({ squares, label }: { squares: readonly string[]; label: string }) {
  const size = squares.length + 8
  const path = squares
    .flatMap((row, y) =>
      [...row].flatMap((one, x) => (one === '1' ? `M${x + 4} ${y + 4}h1v1h-1z` : [])),
    )
    .join('')
  return (
    <svg className="cashier-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}

function Ways({ payment_id }: { payment_id: string }) {
  const t = useWords(cashierWords)
  const say = useProblemToast()
  const now = usePlatformNow()
  const [, go] = useLocation()
  const [busy, setBusy] = useState<string>()
  const cashier = useRoute('GET /v1/payments/:payment_id/cashier', { params: { payment_id } })
  const found = useRoute(
    'GET /v1/payments/:payment_id',
    { params: { payment_id } },
    { refetchInterval: LOOK_EVERY_MS },
  )
  const payment = found.data
  const over = payment?.state === 'succeeded' || payment?.state === 'closed'
  useEffect(() => {
    if (over) go(paths.payment(payment_id), { replace: true })
  }, [over, payment_id, go])
  const error = cashier.error ?? found.error
  if (error && !(cashier.data && payment))
    return (
      <Failure
        error={error}
        onRetry={() => {
          void cashier.refetch()
          void found.refetch()
        }}
      />
    )
  if (!cashier.data || !payment)
    return <span className="ui-ring pay-ring cashier-wait" role="status" aria-label={t('title')} />
  const { providers, chosen, code, squares } = cashier.data
  const left = payment.deadline_at ? new Date(payment.deadline_at).getTime() - now : 0
  const pay = async (provider: string) => {
    setBusy(provider)
    try {
      const { cashier_url } = await call('POST /v1/payments/:payment_id/cashier', {
        params: { payment_id },
        query: { provider },
      })
      const stays =
        cashier_url && new URL(cashier_url, location.href).pathname === location.pathname
      if (cashier_url && !stays) return leaveForCashier(payment_id, cashier_url)
      await Promise.all([cashier.refetch(), found.refetch()])
    } catch (problem) {
      say(problem)
    }
    setBusy(undefined)
  }
  const nameOf = (provider: string) =>
    provider in ICONS ? t(provider as 'wechat' | 'alipay' | 'stripe' | 'sandbox') : provider
  return (
    <>
      <div className="cashier-sum">
        <Price fen={payment.amount} currency={payment.currency} size="xl" tone="ink" />
        <p className="muted num">{left > 0 ? t('time', { left: countdown(left) }) : t('over')}</p>
      </div>
      {code && squares ? (
        <div className="card cashier-scan">
          <p>{t(chosen === 'alipay' ? 'scan_alipay' : 'scan_wechat')}</p>
          <Code squares={squares} label={t('code')} />
          <p className="muted">{t('waits')}</p>
          <Button tone="outline" size="l" onClick={() => go(paths.payment(payment_id))}>
            {t('i_paid')}
          </Button>
        </div>
      ) : providers.length === 0 ? (
        <Empty icon={Wallet} title={t('none')} words={t('none_hint')} />
      ) : (
        <section className="cashier-ways" aria-label={t('how')}>
          <h2 className="muted">{t('how')}</h2>
          {providers.map((provider) => {
            const Icon = ICONS[provider] ?? Wallet
            return (
              <button
                key={provider}
                type="button"
                className="card cashier-way"
                disabled={busy !== undefined || left <= 0}
                aria-busy={busy === provider}
                onClick={() => void pay(provider)}
              >
                <Icon size={24} strokeWidth={1.6} aria-hidden />
                <span>{nameOf(provider)}</span>
                {busy === provider ? (
                  <span className="ui-ring" aria-hidden />
                ) : (
                  <ChevronRight size={18} aria-hidden />
                )}
              </button>
            )
          })}
        </section>
      )}
    </>
  )
}

/** Where a payment is begun when several providers are connected, and where a code to scan is shown. */
export function CashierPage({ payment_id }: { payment_id: string }) {
  const t = useWords(cashierWords)
  return (
    <Page title={t('title')}>
      <SignedIn>{() => <Ways payment_id={payment_id} />}</SignedIn>
    </Page>
  )
}
