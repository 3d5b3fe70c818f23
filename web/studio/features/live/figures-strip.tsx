import type { ReactNode } from 'react'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'

const rate = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1_000_000, Math.round((part / whole) * 1_000_000)) : null

/** The figures of the room that a host steers by. */
export function FiguresStrip({ desk }: { desk: Desk }) {
  const t = useWords(liveWords)
  const format = useFormat()
  const { language } = useLanguage()
  const { figures } = desk
  const count = new Intl.NumberFormat(language)
  const percent = (ppm: number | null) => (ppm === null ? '—' : format.percent(ppm, 1))
  const tiles: [label: string, value: ReactNode, words: string][] = [
    [
      t('gmv'),
      <MoneyText key="gmv" fen={figures.gmv} size="figure" />,
      t('likes_count', { count: format.compact(figures.likes) }),
    ],
    [
      t('paid_orders'),
      count.format(figures.orders_paid),
      t('orders_made', { count: count.format(figures.orders_count) }),
    ],
    [
      t('online'),
      count.format(figures.viewers),
      t('peak', { count: count.format(figures.viewers_peak) }),
    ],
    [
      t('clicks'),
      count.format(figures.item_clicks),
      t('click_rate', { rate: percent(rate(figures.orders_count, figures.item_clicks)) }),
    ],
    [
      t('pay_rate'),
      percent(rate(figures.orders_paid, figures.orders_count)),
      t('orders_made', { count: count.format(figures.orders_count) }),
    ],
  ]
  return (
    <dl className="live-card live-figures">
      {tiles.map(([label, value, words]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
          <dd className="live-figures-words num">{words}</dd>
        </div>
      ))}
    </dl>
  )
}
