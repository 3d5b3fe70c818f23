import { Button } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useMay } from '../../duties.tsx'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { reviewWords } from '../review/review.words.ts'
import type { ShopFile } from './application-file.tsx'
import { applicationsWords } from './applications.words.ts'

/** Outside review only an emergency is decided here: goods off sale or on again, never money. */
export function SuspensionPanel({ file }: { file: ShopFile }) {
  const t = useWords(applicationsWords)
  const review = useWords(reviewWords)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const suspended = file.state === 'suspended'
  const act = useAct(
    async (reason: string) => {
      await call('POST /v1/shops/:shop_id/suspension', {
        params: { shop_id: file.id },
        body: { suspend: !suspended, reason },
      })
      setAsking(false)
    },
    {
      done: t('done'),
      refresh: ['GET /v1/shop-applications', 'GET /v1/shop-applications/:shop_id'],
    },
  )
  return (
    <Panel title={review('decision')}>
      <div className="review-decision">
        <p className="desk-quiet">{t('only_review')}</p>
        {may('admin') && (file.state === 'open' || suspended) && (
          <Button danger={!suspended} onClick={() => setAsking(true)}>
            {t(suspended ? 'lift' : 'suspend')}
          </Button>
        )}
        {asking && (
          <ReasonDialog
            title={t(suspended ? 'lift_title' : 'suspend_title', { name: file.name })}
            words={suspended ? undefined : t('suspend_words')}
            label={t('reason')}
            act={t(suspended ? 'lift' : 'suspend')}
            danger={!suspended}
            busy={act.busy}
            onCancel={() => setAsking(false)}
            onAct={(reason) => void act.run(reason)}
          />
        )}
      </div>
    </Panel>
  )
}
