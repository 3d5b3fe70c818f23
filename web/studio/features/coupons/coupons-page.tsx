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
import { studioWords } from '../../studio.words.ts'

const ROUTE = 'GET /v1/shops/:shop_id/promotions'

/** The shop's coupons and full reductions: make, publish, pause, and see what they cost. */
export function CouponsPage({ shop_id }: { shop_id: string }) {
  const t = useWords(promotionsWords)
  const s = useWords(studioWords)
  const currency = usePlatformCurrency()
  const [opened, setOpened] = useState<'new' | Promotion>()
  const draft = opened === 'new' ? undefined : opened
  return (
    <Page
      title={s('coupons')}
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
          params={{ shop_id }}
          empty={t('none')}
          onEdit={setOpened}
          act={(promotion_id, act) =>
            call('PUT /v1/shops/:shop_id/promotions/:promotion_id/state', {
              params: { shop_id, promotion_id },
              body: { act },
            })
          }
        />
      </Panel>
      {opened && currency && (
        <PromotionDialog
          who="shop"
          shop_id={shop_id}
          currency={currency}
          draft={draft}
          save={(body, key) =>
            draft
              ? call('PUT /v1/shops/:shop_id/promotions/:promotion_id', {
                  params: { shop_id, promotion_id: draft.id },
                  body,
                })
              : call('POST /v1/shops/:shop_id/promotions', { params: { shop_id }, body, key })
          }
          refresh={[ROUTE]}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Page>
  )
}
