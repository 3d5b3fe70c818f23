import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { businessToday } from '../../../shared/desk/day-field.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useMay } from '../../duties.tsx'
import { paths, type Target } from '../../paths.ts'
import { overviewWords } from './overview.words.ts'

type Figures = Answer<'GET /v1/platform-figures'>
/** By which journals creators and leaders get their commission, and give it back. */
const COMMISSIONS = 'settle,settle_commission,take_back,clawback'
/** The kinds of account that hold each figure; what is not settled yet lies in escrow. */
const HELD = {
  merchants_pending: 'escrow',
  merchants_available: 'shop_available',
  creators_available: 'creator_available,creator_subsidy,leader_available,agency_available',
  deposits: 'shop_deposit',
} as const

/** The platform's figures, each with what it means. */
export function FiguresPanel() {
  const found = useRoute('GET /v1/platform-figures', undefined, { refetchInterval: 60_000 })
  if (found.error && !found.data)
    return (
      <Panel>
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      </Panel>
    )
  if (!found.data)
    return (
      <Panel>
        <Skeleton active paragraph={{ rows: 4 }} />
      </Panel>
    )
  return <Shown figures={found.data} />
}

function Figure({
  label,
  words,
  strong,
  rows,
  children,
}: {
  label: string
  words?: string
  strong?: boolean
  /** What the figure counts. */
  rows?: Target | undefined
  children: ReactNode
}) {
  return (
    <div className="ops-figure" data-strong={strong || undefined}>
      <dt>{label}</dt>
      <dd>
        <b className="num">
          <ToRows rows={rows}>{children}</ToRows>
        </b>
        {words && <small>{words}</small>}
      </dd>
    </div>
  )
}

/** A figure leads to what it counts, for whoever may see that. */
const ToRows = ({ rows, children }: { rows: Target | undefined; children: ReactNode }) =>
  rows ? (
    <Link {...rows} className="overview-rows">
      {children}
    </Link>
  ) : (
    children
  )

function Shown({ figures }: { figures: Figures }) {
  const t = useWords(overviewWords)
  const format = useFormat()
  const { currency } = figures
  const whole = new Intl.NumberFormat(format.language)
  const money = (fen: number) => <MoneyText fen={fen} currency={currency} />
  const share = figures.own_share_ppm
  const may = useMay()
  const today = { of: 'paid', paid_on: businessToday() }
  /** The books are for who keeps them. */
  const books = (of: { tab: string; kind?: string; state?: string }) =>
    may('finance') ? paths.money(of.tab === 'accounts' ? { ...of, currency } : of) : undefined
  return (
    <>
      <Panel flush>
        <dl className="ops-figures">
          <Figure label={t('today_gmv')} rows={paths.orders(today)} strong>
            <MoneyText fen={figures.today.gmv} currency={currency} size="figure" />
          </Figure>
          <Figure label={t('today_orders')} rows={paths.orders(today)} strong>
            <span className="overview-figure">{whole.format(figures.today.orders)}</span>
          </Figure>
          <Figure
            label={t('gmv')}
            words={t('gmv_words')}
            rows={paths.orders({ of: 'paid' })}
            strong
          >
            <MoneyText fen={figures.gmv} currency={currency} size="figure" />
          </Figure>
          <Figure
            label={t('orders')}
            words={t('orders_words')}
            rows={paths.orders({ of: 'paid' })}
            strong
          >
            <span className="overview-figure">{whole.format(figures.orders)}</span>
          </Figure>
          <Figure
            label={t('own_share')}
            words={t('own_share_words')}
            rows={paths.orders({ of: 'own' })}
            strong
          >
            <span className="overview-figure">{format.percent(share, 1)}</span>
            <span className="overview-share" aria-hidden>
              <i style={{ inlineSize: `${share / 10_000}%` }} />
            </span>
          </Figure>
        </dl>
      </Panel>
      <div className="overview-halves">
        <Panel flush>
          <dl className="ops-figures overview-three">
            <Figure
              label={t('fees')}
              words={t('fees_words')}
              rows={books({ tab: 'accounts', kind: 'platform_fee,leader_cut' })}
            >
              {money(figures.fees)}
            </Figure>
            <Figure
              label={t('commissions')}
              words={t('commissions_words')}
              rows={books({ tab: 'journals', kind: COMMISSIONS })}
            >
              {money(figures.commissions)}
            </Figure>
            <Figure
              label={t('refunded')}
              words={t('refunded_words')}
              rows={paths.orders({ of: 'refunded' })}
            >
              {money(figures.refunded)}
            </Figure>
          </dl>
        </Panel>
        <Panel title={t('held')} meta={t('held_words')}>
          <dl className="overview-held">
            {(Object.keys(HELD) as (keyof typeof HELD)[]).map((word) => (
              <div key={word}>
                <dt>{t(word)}</dt>
                <dd>
                  <ToRows rows={books({ tab: 'accounts', kind: HELD[word] })}>
                    {money(figures[word])}
                  </ToRows>
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </>
  )
}
