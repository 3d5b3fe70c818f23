import { Panel } from '../../../shared/desk/shell.tsx'
import { Timeline } from '../../../shared/desk/timeline.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { SHOP_TONES } from '../../current-shop.tsx'
import { studioWords } from '../../studio.words.ts'
import type { ShopFile } from './shop-fields.tsx'
import { shopsWords } from './shops.words.ts'

export function ShopHistory({ file }: { file: ShopFile }) {
  const t = useWords(shopsWords)
  const state = useWords(studioWords)
  return (
    <Panel title={t('history')}>
      <Timeline
        happenings={[...file.history]
          .sort((a, b) => b.at.localeCompare(a.at))
          .map(({ to_state, reason, actor_kind, at }) => ({
            key: `${to_state}${at}`,
            title: state(`state_${to_state}` as 'state_open'),
            words: reason,
            by: t(
              (['operator', 'system', 'account', 'shop'].includes(actor_kind)
                ? `by_${actor_kind}`
                : 'by_system') as 'by_system',
            ),
            at,
            tone: SHOP_TONES[to_state] ?? 'neutral',
          }))}
      />
    </Panel>
  )
}
