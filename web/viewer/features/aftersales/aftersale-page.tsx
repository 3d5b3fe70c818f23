import { Link } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Failure } from '../../../shared/ui/states.tsx'
import { Timeline } from '../../../shared/ui/timeline.tsx'
import { paths } from '../../paths.ts'
import { useCarrierName } from '../../shell/carrier-name.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { addressLine } from '../addresses/address-list.tsx'
import { GoodsLine } from '../checkout/goods-line.tsx'
import '../orders/orders.css'
import { AftersaleActions } from './aftersale-actions.tsx'
import './aftersales.css'
import { aftersaleWords } from './aftersales.words.ts'

export type Aftersale = Answer<'GET /v1/aftersales/:aftersale_id'>

/** Codes of the wire that have words here; anything else is shown as it came. */
function useCodeWords(): (code: string) => string {
  const t = useWords(aftersaleWords)
  return (code) => (code in aftersaleWords.en ? t(code as keyof typeof aftersaleWords.en) : code)
}

function Head({ one }: { one: Aftersale }) {
  const t = useWords(aftersaleWords)
  const look =
    one.state === 'succeeded' ? 'completed' : one.state === 'closed' ? 'cancelled' : 'unpaid'
  return (
    <section className={`order-head order-head-${look}`}>
      <div className="grow">
        {one.turn && <p className="aftersale-turn">{t(`turn_${one.turn}`)}</p>}
        <h2>{t(one.state)}</h2>
        {one.deadline_at && (
          <p className="num">
            {t('left')} <Countdown until={one.deadline_at} label={t('left')} />
            {one.on_deadline && ` · ${t(`on_${one.on_deadline}`)}`}
          </p>
        )}
      </div>
    </section>
  )
}

function Pictures({ urls, label }: { urls: readonly string[]; label: string }) {
  if (urls.length === 0) return null
  return (
    <ul className="evidence" aria-label={label}>
      {urls.map((url, index) => (
        <li key={url}>
          <a href={url} target="_blank" rel="noreferrer" aria-label={`${label} ${index + 1}`}>
            <Picture src={url} alt="" className="evidence-picture" />
          </a>
        </li>
      ))}
    </ul>
  )
}

function Whole({ aftersale_id }: { aftersale_id: string }) {
  const t = useWords(aftersaleWords)
  const code = useCodeWords()
  const carrier = useCarrierName()
  const format = useFormat()
  const found = useRoute(
    'GET /v1/aftersales/:aftersale_id',
    { params: { aftersale_id } },
    { refetchInterval: 15_000 },
  )
  if (found.isPending) return <SkeletonRows count={2} />
  if (!found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const one = found.data
  // The reason says who, too: on the wire buyer, seller and referee are all accounts.
  const stepWords = (reason: string) => {
    const key = `step_${reason}`
    return key in aftersaleWords.en ? code(key) : undefined
  }
  return (
    <>
      <Head one={one} />
      {one.rejection_reason && (
        <section className="card">
          <h2 className="section-title">{t('rejected_because')}</h2>
          <p>{code(one.rejection_reason)}</p>
          {one.rejection_words && <p className="muted">{one.rejection_words}</p>}
          <Pictures urls={one.seller_evidence_urls} label={t('seller_evidence')} />
        </section>
      )}
      {one.verdict && (
        <section className="card">
          <h2 className="section-title">
            {t('verdict')}：{t(`verdict_${one.verdict}`)}
          </h2>
          <p className="muted">{one.verdict_words}</p>
        </section>
      )}
      {one.return_address &&
        (one.state === 'await_buyer_ship' || one.state === 'await_seller_receive') && (
          <section className="card">
            <h2 className="section-title">{t('return_to')}</h2>
            <p>
              <b>{one.return_address.recipient}</b>{' '}
              <span className="num">{one.return_address.phone}</span>
            </p>
            <p className="muted">{addressLine(one.return_address)}</p>
          </section>
        )}
      <section className="card order-card">
        <GoodsLine
          title={one.title}
          picture_url={one.picture_url}
          option_values={one.option_values}
          unit_price={one.amount}
          currency={one.currency}
          quantity={one.quantity}
        />
        <dl className="facts num">
          <div>
            <dt>{t('service')}</dt>
            <dd>{t(one.kind)}</dd>
          </div>
          <div>
            <dt>{t('asked_because')}</dt>
            <dd>{t(one.reason)}</dd>
          </div>
          <div>
            <dt>{t('amount')}</dt>
            <dd>{format.money(one.amount, one.currency)}</dd>
          </div>
          {one.return_carrier && (
            <div>
              <dt>{t('returned_by')}</dt>
              <dd>
                {carrier(one.return_carrier)} {one.return_tracking_number}
              </dd>
            </div>
          )}
          <div>
            <dt>{t('order')}</dt>
            <dd>{one.order_number}</dd>
          </div>
        </dl>
        {one.words && <p className="muted aftersale-words">{one.words}</p>}
        <Pictures urls={one.evidence_urls} label={t('evidence')} />
        <Link
          href={paths.order(one.order_id)}
          className={buttonClass({ tone: 'outline', size: 'm', wide: true })}
        >
          {t('see_order')}
        </Link>
      </section>
      <section className="card">
        <h2 className="section-title aftersale-history">{t('history')}</h2>
        <Timeline
          entries={[...one.history].reverse().map((step, index) => ({
            key: `${step.at}${step.to_state}`,
            title: step.from_state === null ? t('applied') : code(step.to_state),
            words: stepWords(step.reason),
            at: step.at,
            lit: index === 0,
          }))}
        />
      </section>
      <AftersaleActions one={one} />
    </>
  )
}

/** One after-sale: whose turn, until when, what then; all that was said; what one can do. */
export function AftersalePage({ aftersale_id }: { aftersale_id: string }) {
  const t = useWords(aftersaleWords)
  return (
    <Page title={t('aftersale')}>
      <SignedIn>{() => <Whole aftersale_id={aftersale_id} />}</SignedIn>
    </Page>
  )
}
