import { Link } from '@tanstack/react-router'
import { Image, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCarrierWords, useHistoryWords } from '../../../shared/i18n/use-history-words.ts'
import { paths } from '../../paths.ts'
import { AftersaleActs } from './aftersale-acts.tsx'
import { AFTERSALE_TONES, AftersaleDeadline, AftersaleStateTag } from './aftersale-state.tsx'
import { aftersalesWords } from './aftersales.words.ts'
import './aftersales.css'

export type Aftersale = Answer<'GET /v1/shops/:shop_id/aftersales/:aftersale_id'>

export function AftersalePage({
  shop_id,
  aftersale_id,
}: {
  shop_id: string
  aftersale_id: string
}) {
  const t = useWords(aftersalesWords)
  const why = useHistoryWords()
  const carrier = useCarrierWords()
  const found = useRoute(
    'GET /v1/shops/:shop_id/aftersales/:aftersale_id',
    { params: { shop_id, aftersale_id } },
    { refetchInterval: 15_000 },
  )
  const one = found.data
  return (
    <Page
      back={paths.aftersales(shop_id)}
      title={one ? t(`kind_${one.kind}`) : t('aftersales')}
      tag={one && <AftersaleStateTag state={one.state} />}
      meta={one && <AftersaleDeadline aftersale={one} />}
      acts={one && <AftersaleActs aftersale={one} />}
    >
      {found.error && !one ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !one ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      ) : (
        <div className="studio-split">
          <div>
            <Panel>
              <p className="aftersales-turn">
                {one.turn === null
                  ? t('over')
                  : one.turn === 'seller'
                    ? t('your_turn')
                    : t('wait_for', { who: t(`turn_${one.turn}`) })}
              </p>
              <GoodsCell
                url={one.picture_url}
                size={64}
                title={one.title}
                words={[...one.option_values, `×${one.quantity}`].join(' · ')}
              />
            </Panel>
            <Said
              title={t('buyer_says')}
              words={one.words || t('no_words')}
              reason={t(`reason_${one.reason}`)}
              pictures={one.evidence_urls}
            />
            {one.rejection_reason && (
              <Said
                title={t('seller_says')}
                reason={
                  t(`reject_${one.rejection_reason}` as 'reject_other') ?? one.rejection_reason
                }
                words={one.rejection_words ?? ''}
                pictures={one.seller_evidence_urls}
              />
            )}
            {one.verdict && (
              <Said
                title={t('verdict')}
                reason={t(`verdict_${one.verdict}`)}
                words={one.verdict_words ?? ''}
                pictures={[]}
              />
            )}
          </div>
          <div>
            <Panel>
              <dl className="desk-facts">
                <dt>{t('amount')}</dt>
                <dd>
                  <MoneyText fen={one.amount} currency={one.currency} size="figure" />
                </dd>
                <dt>{t('buyer')}</dt>
                <dd>{one.buyer_nickname}</dd>
                <dt>{t('order')}</dt>
                <dd>
                  <Link className="studio-link num" {...paths.order(shop_id, one.order_id)}>
                    {one.order_number}
                  </Link>
                </dd>
                <dt>{t('asked')}</dt>
                <dd>
                  <DateText at={one.created_at} />
                </dd>
                {one.return_tracking_number && (
                  <>
                    <dt>{t('return_parcel')}</dt>
                    <dd>
                      {carrier(one.return_carrier ?? '')}{' '}
                      <CopyText text={one.return_tracking_number} />
                    </dd>
                  </>
                )}
                {one.return_address && (
                  <>
                    <dt>{t('return_address')}</dt>
                    <dd>
                      {one.return_address.recipient} {one.return_address.phone}
                      <br />
                      {one.return_address.province} {one.return_address.city}{' '}
                      {one.return_address.district} {one.return_address.street}
                    </dd>
                  </>
                )}
              </dl>
            </Panel>
            <Panel title={t('history')}>
              <Timeline
                happenings={[...one.history]
                  .sort((a, b) => b.at.localeCompare(a.at))
                  .map(({ to_state, reason, actor_kind, at }) => ({
                    key: `${to_state}${at}`,
                    title: t(`state_${to_state}` as 'state_closed') ?? to_state,
                    words: why(reason),
                    // A person acts for the shop or buys: what they did tells which.
                    by: t(
                      actor_kind === 'account' && reason.startsWith('seller_')
                        ? 'by_seller'
                        : (`by_${actor_kind}` as 'by_system'),
                    ),
                    at,
                    tone: AFTERSALE_TONES[to_state as keyof typeof AFTERSALE_TONES] ?? 'neutral',
                  }))}
              />
            </Panel>
          </div>
        </div>
      )}
    </Page>
  )
}

function Said({
  title,
  reason,
  words,
  pictures,
}: {
  title: ReactNode
  reason: ReactNode
  words: string
  pictures: readonly string[]
}) {
  const t = useWords(aftersalesWords)
  return (
    <Panel title={title} meta={<StatusTag>{reason}</StatusTag>}>
      <p className="aftersales-words">{words}</p>
      {pictures.length > 0 && (
        <Image.PreviewGroup>
          <div className="aftersales-pictures">
            {pictures.map((url, index) => (
              <Image
                key={url}
                src={url}
                width={96}
                height={96}
                alt={t('evidence_number', { number: index + 1 })}
              />
            ))}
          </div>
        </Image.PreviewGroup>
      )}
    </Panel>
  )
}
