import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { usePlatformCurrency } from '../../../shared/desk/amount-field.tsx'
import { PromotionDialog } from '../../../shared/desk/promotions/promotion-dialog.tsx'
import { promotionsWords } from '../../../shared/desk/promotions/promotions.words.ts'
import {
  type Promotion,
  PromotionsTable,
} from '../../../shared/desk/promotions/promotions-table.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'

const ROUTE = 'GET /v1/platform-promotions'

/** What the platform itself gives, out of which budget. */
export function CouponsPage() {
  const t = useWords(promotionsWords)
  const o = useWords(opsWords)
  const currency = usePlatformCurrency()
  const [opened, setOpened] = useState<'new' | Promotion>()
  const draft = opened === 'new' ? undefined : opened
  return (
    <Page
      title={o('coupons')}
      acts={
        <Button
          type="primary"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => setOpened('new')}
        >
          {t('make')}
        </Button>
      }
    >
      <Panel flush>
        <PromotionsTable
          route={ROUTE}
          empty={t('none')}
          onEdit={setOpened}
          act={(promotion_id, act) =>
            call('PUT /v1/platform-promotions/:promotion_id/state', {
              params: { promotion_id },
              body: { act },
            })
          }
        />
      </Panel>
      {opened && currency && (
        <PromotionDialog
          who="platform"
          currency={currency}
          draft={draft}
          save={(body, key) =>
            draft
              ? call('PUT /v1/platform-promotions/:promotion_id', {
                  params: { promotion_id: draft.id },
                  body,
                })
              : call('POST /v1/platform-promotions', { body, key })
          }
          refresh={[ROUTE]}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Page>
  )
}
