import { Smile, Store } from 'lucide-react'
import { Link } from 'wouter'
import { usePages } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure, MoreRows } from '../../../shared/ui/states.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { GoodsLine } from '../checkout/goods-line.tsx'
import '../orders/orders.css'
import './aftersales.css'
import { aftersaleWords } from './aftersales.words.ts'

function List() {
  const t = useWords(aftersaleWords)
  const pages = usePages('GET /v1/aftersales', { query: { limit: 20 } })
  if (pages.isPending) return <SkeletonRows count={3} />
  if (pages.isError && pages.rows.length === 0)
    return <Failure error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.rows.length === 0)
    return <Empty icon={Smile} title={t('none')} words={t('none_hint')} />
  return (
    <>
      {pages.rows.map((row) => (
        <Link
          key={row.id}
          href={paths.aftersale(row.id)}
          className="card order-card aftersale-card"
        >
          <span className="row">
            <span className="row grow order-shop">
              <Store size={16} aria-hidden />
              <span className="clip">{row.shop_name}</span>
            </span>
            <span className="pill pill-plain">{t(row.kind)}</span>
          </span>
          <GoodsLine
            title={row.title}
            picture_url={row.picture_url}
            option_values={[]}
            unit_price={row.amount}
            currency={row.currency}
            quantity={row.quantity}
          />
          <span className="row aftersale-foot">
            <b className="grow">{t(row.state)}</b>
            {row.deadline_at && (
              <span className="faint">
                {t('left')} <Countdown until={row.deadline_at} label={t('left')} />
              </span>
            )}
          </span>
        </Link>
      ))}
      <MoreRows pages={pages} />
    </>
  )
}

/** My refunds and returns. */
export function AftersalesPage() {
  const t = useWords(aftersaleWords)
  return (
    <Page title={t('aftersales')}>
      <SignedIn>{() => <List />}</SignedIn>
    </Page>
  )
}
