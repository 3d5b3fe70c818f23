import { Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { PromotionDialog } from '../../../shared/desk/promotions/promotion-dialog.tsx'
import { promotionsWords } from '../../../shared/desk/promotions/promotions.words.ts'
import { PromotionsTable } from '../../../shared/desk/promotions/promotions-table.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'

const ROUTE = 'GET /v1/platform-promotions'

/** What the platform itself gives, out of which budget. */
export function CouponsPage() {
  const t = useWords(promotionsWords)
  const o = useWords(opsWords)
  const [making, setMaking] = useState(false)
  return (
    <Page
      title={o('coupons')}
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
          empty={t('none')}
          act={(promotion_id, act) =>
            call('PUT /v1/platform-promotions/:promotion_id/state', {
              params: { promotion_id },
              body: { act },
            })
          }
        />
      </Panel>
      {making && (
        <PromotionDialog
          who="platform"
          make={(body, key) => call('POST /v1/platform-promotions', { body, key })}
          refresh={[ROUTE]}
          onClose={() => setMaking(false)}
        />
      )}
    </Page>
  )
}
