import type { RowOf } from '../../../shared/desk/data-table.tsx'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { campaignsWords } from './campaigns.words.ts'

export type CampaignItem = RowOf<'GET /v1/me/campaign-items'>

const TONES: Record<CampaignItem['state'], Tone> = {
  pending: 'warning',
  promoting: 'success',
  rejected: 'danger',
  terminated: 'neutral',
  expired: 'neutral',
}

/** Where goods stand in a campaign, and the leader's words where there are any. */
export function ItemState({ item }: { item: CampaignItem }) {
  const t = useWords(campaignsWords)
  return (
    <>
      <StatusTag tone={TONES[item.state]}>{t(`state_${item.state}`)}</StatusTag>
      {item.answer_words && <div className="desk-goods-words">{item.answer_words}</div>}
    </>
  )
}

/** Until when somebody has to answer, or the goods are promoted, and what happens then. */
export function ItemDeadline({ item }: { item: CampaignItem }) {
  const t = useWords(campaignsWords)
  if (item.change) return <DeadlineText at={item.change.deadline_at} then={t('silent_agrees')} />
  const then =
    item.state === 'pending' ? 'silent_lapses' : item.is_ending ? 'leaves_then' : 'ends_then'
  return <DeadlineText at={item.deadline_at} then={item.deadline_at ? t(then) : undefined} />
}

/** The commission, and a cut that was agreed but does not count yet. */
export function ItemRate({ item }: { item: CampaignItem }) {
  const t = useWords(campaignsWords)
  const format = useFormat()
  return (
    <div className="num">
      {format.percent(item.commission_ppm)}
      {item.next_commission_ppm !== null && item.next_from && (
        <div className="desk-goods-words">
          {t('next_rate', {
            at: format.dateTime(item.next_from),
            rate: format.percent(item.next_commission_ppm),
          })}
        </div>
      )}
    </div>
  )
}

/** The goods and the campaign they are in. */
export const ItemGoods = ({ item }: { item: CampaignItem }) => (
  <GoodsCell
    url={item.product.picture_url}
    title={item.product.title}
    words={`${item.product.shop_name} · ${item.campaign_title}`}
  />
)
