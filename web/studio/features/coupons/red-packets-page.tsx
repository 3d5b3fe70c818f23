import { call } from '../../../shared/api/client.ts'
import { promotionsWords } from '../../../shared/desk/promotions/promotions.words.ts'
import { PromotionsTable } from '../../../shared/desk/promotions/promotions-table.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { studioWords } from '../../studio.words.ts'

/** Red packets a creator gave, with what viewers used of them: that much is owed until it is earned. */
export function RedPacketsPage() {
  const t = useWords(promotionsWords)
  const s = useWords(studioWords)
  return (
    <Page title={s('red_packets')}>
      <Panel flush>
        <PromotionsTable
          route="GET /v1/me/red-packets"
          empty={t('none_packets')}
          act={(promotion_id, act) =>
            call('PUT /v1/me/red-packets/:promotion_id/state', {
              params: { promotion_id },
              body: { act },
            })
          }
        />
      </Panel>
    </Page>
  )
}
