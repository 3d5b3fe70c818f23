import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { PromotionDialog } from '../../../shared/desk/promotions/promotion-dialog.tsx'
import { promotionsWords } from '../../../shared/desk/promotions/promotions.words.ts'
import { PromotionsTable } from '../../../shared/desk/promotions/promotions-table.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { studioWords } from '../../studio.words.ts'

const ROUTE = 'GET /v1/shops/:shop_id/promotions'

/** The shop's coupons and full reductions: make, publish, pause, and see what they cost. */
export function CouponsPage({ shop_id }: { shop_id: string }) {
  const t = useWords(promotionsWords)
  const s = useWords(studioWords)
  const [making, setMaking] = useState(false)
  const goods = useRoute(
    'GET /v1/shops/:shop_id/goods',
    { params: { shop_id }, query: { state: 'on_shelf', limit: 100 } },
    { enabled: making },
  )
  return (
    <Page
      title={s('coupons')}
      acts={
        <Button
          type="primary"
          icon={<Plus size={15} aria-hidden />}
          onClick={() => setMaking(true)}
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
          act={(promotion_id, act) =>
            call('PUT /v1/shops/:shop_id/promotions/:promotion_id/state', {
              params: { shop_id, promotion_id },
              body: { act },
            })
          }
        />
      </Panel>
      {making && (
        <PromotionDialog
          who="shop"
          goods={(goods.data?.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          make={(body, key) =>
            call('POST /v1/shops/:shop_id/promotions', { params: { shop_id }, body, key })
          }
          refresh={[ROUTE]}
          onClose={() => setMaking(false)}
        />
      )}
    </Page>
  )
}
