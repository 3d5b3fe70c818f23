import { Button } from 'antd'
import { Download } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Whose } from './payout-panel.tsx'
import { settlementWords } from './settlement.words.ts'

/** A day's statement to take home, as either kind of table. */
export function StatementFiles({ whose, day }: { whose: Whose; day: string }) {
  const t = useWords(settlementWords)
  const path = whose === 'me' ? '/v1/me' : `/v1/shops/${whose.shop_id}`
  return (
    <span className="settlement-files">
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button
          key={format}
          size="small"
          type="link"
          icon={<Download size={14} aria-hidden />}
          aria-label={t('download_as', { format: format.toUpperCase(), day })}
          href={`${path}/statements/${day}?format=${format}`}
          download={`statement-${day}.${format}`}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </span>
  )
}
