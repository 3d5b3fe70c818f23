import { Button } from 'antd'
import { Check, CircleAlert, CloudUpload } from 'lucide-react'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import { goodsWords } from './goods.words.ts'
import type { Saving } from './use-draft.ts'

/** Says at every moment whether what stands here is also kept by the platform. */
export function SavingWords({ saving, onRetry }: { saving: Saving; onRetry: () => void }) {
  const t = useWords(goodsWords)
  const format = useFormat()
  const { language } = useLanguage()
  if (saving.state === 'failed')
    return (
      <span className="goods-saving studio-low" role="status">
        <CircleAlert size={14} aria-hidden />
        {t('save_failed')}: {problemWords(saving.error, language)}
        <Button size="small" type="link" onClick={onRetry}>
          {t('save')}
        </Button>
      </span>
    )
  if (saving.state === 'saved' && saving.at === null) return null
  return (
    <span className="goods-saving num" role="status">
      {saving.state === 'saved' ? (
        <>
          <Check size={14} aria-hidden />
          {t('saved_at', { time: format.clockTime(new Date(saving.at ?? 0)) })}
        </>
      ) : (
        <>
          <CloudUpload size={14} aria-hidden />
          {t(
            saving.state === 'saving'
              ? 'saving'
              : saving.state === 'conflict'
                ? 'conflict'
                : 'unsaved',
          )}
        </>
      )}
    </span>
  )
}
