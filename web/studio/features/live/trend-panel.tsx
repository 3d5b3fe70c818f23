import { Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import { usePlatformCurrency } from '../../../shared/desk/amount-field.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'

const TrendChart = lazy(async () => ({ default: (await import('./trend-chart.tsx')).TrendChart }))

/** Sales and viewers by the minute. The chart's code comes only with the first minute to draw. */
export function TrendPanel({ desk }: { desk: Desk }) {
  const t = useWords(liveWords)
  const format = useFormat()
  const { trend } = desk
  const currency = usePlatformCurrency()
  return (
    <section className="live-card live-trend" aria-label={t('trend')}>
      <header>
        <h2>{t('trend')}</h2>
        <span className="desk-quiet num">
          {t('trend_span', { count: Math.max(1, trend.length) })}
        </span>
      </header>
      {trend.length < 2 || !currency ? (
        <p className="live-none">{t('trend_empty')}</p>
      ) : (
        <>
          <p className="sr-only">
            {t('trend_words', {
              count: trend.length,
              gmv: format.money(
                trend.reduce((sum, { gmv }) => sum + gmv, 0),
                currency,
              ),
              viewers: Math.max(...trend.map(({ viewers }) => viewers)),
            })}
          </p>
          <Suspense fallback={<Skeleton active paragraph={{ rows: 5 }} />}>
            <TrendChart trend={trend} names={[t('gmv'), t('online')]} currency={currency} />
          </Suspense>
        </>
      )}
    </section>
  )
}
