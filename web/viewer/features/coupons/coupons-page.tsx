import { Ticket } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { usePages, useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { usePromotionWords } from '../../../shared/i18n/promotion-words.ts'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure, MoreRows } from '../../../shared/ui/states.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import './coupons.css'
import { couponWords } from './coupons.words.ts'
import { OpenOffers } from './open-offers.tsx'

type Coupon = Answer<'GET /v1/me/coupons'>['data'][number]
const STATES = ['usable', 'used', 'expired'] as const

function Row({ coupon }: { coupon: Coupon }) {
  const t = useWords(couponWords)
  const say = usePromotionWords()
  const format = useFormat()
  const { coupon_state: state, room_id, shop_id } = coupon
  const at =
    state === 'used'
      ? t('used_at', { at: format.dateTime(coupon.coupon_state_at) })
      : t(state === 'usable' ? 'until' : 'expired_at', { at: format.dateTime(coupon.use_until) })
  const [to, words] = room_id
    ? ([paths.room(room_id), 'to_room'] as const)
    : shop_id
      ? ([paths.shop(shop_id), 'to_shop'] as const)
      : ([paths.search(), 'to_find'] as const)
  const goods = room_id ? 'room_goods' : coupon.product_ids.length > 0 ? 'some_goods' : 'all_goods'
  return (
    <li className={`coupon${state === 'usable' ? '' : ' coupon-over'}`}>
      <span className="grow">
        <b className="coupon-off num">{say.off(coupon)}</b>
        <span>{coupon.title}</span>
        <span className="coupon-about num">
          {say.kind(coupon)}
          {coupon.shop_name && ` · ${coupon.shop_name}`} · {t(goods)} · {at}
        </span>
      </span>
      {state === 'usable' && (
        <Link href={to} className={buttonClass({ tone: 'outline', size: 's' })}>
          {t(words)}
        </Link>
      )}
    </li>
  )
}

function List({ state }: { state: (typeof STATES)[number] }) {
  const t = useWords(couponWords)
  const pages = usePages('GET /v1/me/coupons', { query: { state, limit: 20 } })
  if (pages.isPending) return <SkeletonRows count={3} />
  if (pages.isError && pages.rows.length === 0)
    return <Failure error={pages.error} onRetry={() => void pages.refetch()} />
  if (pages.rows.length === 0)
    return (
      <Empty icon={Ticket} title={t(`none_${state}`)} words={t('none_hint')}>
        <Link href={paths.home()} className={buttonClass()}>
          {t('to_live')}
        </Link>
      </Empty>
    )
  return (
    <>
      <ul className="coupon-list">
        {pages.rows.map((coupon) => (
          <Row key={coupon.coupon_id} coupon={coupon} />
        ))}
      </ul>
      <MoreRows pages={pages} />
    </>
  )
}

/** The published rule, as the platform itself answers it. */
function Rules() {
  const t = useWords(couponWords)
  const found = useRoute('GET /v1/promotion-rules', undefined, { staleTime: Infinity })
  return (
    <section className="card">
      <h2 className="section-title">{t('rules')}</h2>
      <p className="muted">{t('rule_intro')}</p>
      <ol className="coupon-rules">
        {(found.data?.places ?? []).map(({ place, with_flash }) => (
          <li key={place}>
            {t(`place_${place}`)}
            <span className="muted">{t(with_flash ? 'with_flash' : 'without_flash')}</span>
          </li>
        ))}
      </ol>
      <p className="muted">{t('rule_threshold')}</p>
      <p className="muted">{t('rule_share')}</p>
      <p className="muted">{t('rule_return')}</p>
    </section>
  )
}

/** My coupons and red packets: usable, used, expired; and how discounts add up. */
export function CouponsPage() {
  const t = useWords(couponWords)
  const [state, setState] = useState<(typeof STATES)[number]>('usable')
  return (
    <Page title={t('coupons')}>
      <SignedIn>
        {() => (
          <>
            <Tabs
              label={t('tabs')}
              tabs={STATES.map((value) => ({ value, words: t(value) }))}
              value={state}
              onChange={setState}
            />
            <section className="card">
              <List key={state} state={state} />
            </section>
            <OpenOffers title={t('to_claim')} />
            <Rules />
          </>
        )}
      </SignedIn>
    </Page>
  )
}
