import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { overviewWords } from './overview.words.ts'

type Figures = Answer<'GET /v1/platform-figures'>

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
  children,
}: {
  label: string
  words?: string
  strong?: boolean
  children: ReactNode
}) {
  return (
    <div className="ops-figure" data-strong={strong || undefined}>
      <dt>{label}</dt>
      <dd>
        <b className="num">{children}</b>
        {words && <small>{words}</small>}
      </dd>
    </div>
  )
}

function Shown({ figures }: { figures: Figures }) {
  const t = useWords(overviewWords)
  const format = useFormat()
  const { currency } = figures
  const whole = new Intl.NumberFormat(format.language)
  const money = (fen: number) => <MoneyText fen={fen} currency={currency} />
  const share = figures.own_share_ppm
  return (
    <>
      <Panel flush>
        <dl className="ops-figures">
          <Figure label={t('today_gmv')} strong>
            <MoneyText fen={figures.today.gmv} currency={currency} size="figure" />
          </Figure>
          <Figure label={t('today_orders')} strong>
            <span className="overview-figure">{whole.format(figures.today.orders)}</span>
          </Figure>
          <Figure label={t('gmv')} words={t('gmv_words')} strong>
            <MoneyText fen={figures.gmv} currency={currency} size="figure" />
          </Figure>
          <Figure label={t('orders')} words={t('orders_words')} strong>
            <span className="overview-figure">{whole.format(figures.orders)}</span>
          </Figure>
          <Figure label={t('own_share')} words={t('own_share_words')} strong>
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
            <Figure label={t('fees')} words={t('fees_words')}>
              {money(figures.fees)}
            </Figure>
            <Figure label={t('commissions')} words={t('commissions_words')}>
              {money(figures.commissions)}
            </Figure>
            <Figure label={t('refunded')} words={t('refunded_words')}>
              {money(figures.refunded)}
            </Figure>
          </dl>
        </Panel>
        <Panel title={t('held')} meta={t('held_words')}>
          <dl className="overview-held">
            {(
              [
                'merchants_pending',
                'merchants_available',
                'creators_available',
                'deposits',
              ] as const
            ).map((word) => (
              <div key={word}>
                <dt>{t(word)}</dt>
                <dd>{money(figures[word])}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      </div>
    </>
  )
}
