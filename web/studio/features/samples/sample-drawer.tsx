import { Drawer, Skeleton } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { viewerPaths } from '../../paths.ts'
import { SAMPLE_TONES, type Sample } from './sample-state.tsx'
import { samplesWords } from './samples.words.ts'

/** One sample with where it goes, what was said and what happened. */
export function SampleDrawer({
  shop_id,
  sample_id,
  onClose,
}: {
  shop_id: string | undefined
  sample_id: string
  onClose: () => void
}) {
  const t = useWords(samplesWords)
  const of_shop = useRoute(
    'GET /v1/shops/:shop_id/samples/:sample_id',
    { params: { shop_id: shop_id ?? '', sample_id } },
    { enabled: shop_id !== undefined },
  )
  const mine = useRoute(
    'GET /v1/me/samples/:sample_id',
    { params: { sample_id } },
    { enabled: shop_id === undefined },
  )
  const found = shop_id ? of_shop : mine
  const one = found.data
  return (
    <Drawer open title={t('details')} size="large" onClose={onClose}>
      {found.error && !one ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !one ? (
        <Skeleton active paragraph={{ rows: 6 }} />
      ) : (
        <>
          <GoodsCell
            url={one.product.picture_url}
            title={one.product.title}
            words={one.product.shop_name}
          />
          <dl className="desk-facts samples-facts">
            <dt>{t('creator')}</dt>
            <dd>{one.nickname}</dd>
            {one.words && (
              <>
                <dt>{t('say')}</dt>
                <dd>{one.words}</dd>
              </>
            )}
            {one.address && (
              <>
                <dt>{t('address')}</dt>
                <dd>
                  {one.address.recipient} {one.address.phone}
                  <br />
                  {one.address.province} {one.address.city} {one.address.district}{' '}
                  {one.address.street}
                </dd>
              </>
            )}
            {one.tracking_number && (
              <>
                <dt>{t('tracking')}</dt>
                <dd>
                  {one.carrier} <CopyText text={one.tracking_number} />
                </dd>
              </>
            )}
            {one.appeal_words && (
              <>
                <dt>{t('appealed_words')}</dt>
                <dd>{one.appeal_words}</dd>
              </>
            )}
            {one.answer_words && (
              <>
                <dt>{t('answered_words')}</dt>
                <dd>{one.answer_words}</dd>
              </>
            )}
            {one.room_id && (
              <>
                <dt>{t('shown_in')}</dt>
                <dd>
                  <a className="studio-link" href={viewerPaths.room(one.room_id)}>
                    {one.room_id}
                  </a>
                </dd>
              </>
            )}
          </dl>
          <h3 className="samples-history">{t('history')}</h3>
          <Timeline
            happenings={one.history
              .toReversed()
              .map(({ to_state, reason, actor_kind, at }, index) => ({
                key: `${to_state}${at}${index}`,
                title: t(`state_${to_state as Sample['state']}`),
                words: t(`why_${reason}` as 'why_asked_for') ?? reason,
                by: t(actor_kind === 'account' ? 'by_account' : 'by_system'),
                at,
                tone: SAMPLE_TONES[to_state as Sample['state']],
              }))}
          />
        </>
      )}
    </Drawer>
  )
}
