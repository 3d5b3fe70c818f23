import { Button, Segmented } from 'antd'
import { GitCompareArrows, X } from 'lucide-react'
import { DayField } from '../../../shared/desk/day-field.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { dayOf } from './business-day.ts'
import { policyWords } from './policy.words.ts'
import type { PolicySearch } from './policy-page.tsx'

const PLATFORMS = ['self', 'douyin', 'kuaishou', 'xiaohongshu'] as const

/** Whose policy, of which day, against which other day. */
export function DateBar({
  platform,
  at,
  shown,
  compare,
  onChange,
}: {
  platform: string
  at: string | undefined
  shown: string
  compare: string | undefined
  onChange: (change: PolicySearch) => void
}) {
  const t = useWords(policyWords)
  return (
    <>
      <Segmented
        aria-label={t('platform')}
        value={platform as (typeof PLATFORMS)[number]}
        onChange={(word) =>
          onChange({
            platform: word === 'self' ? undefined : word,
            at: undefined,
            compare: undefined,
          })
        }
        options={PLATFORMS.map((word) => ({ value: word, label: t(`platform_${word}`) }))}
      />
      <DayField
        label={t('date')}
        value={dayOf(shown)}
        clearable={false}
        onChange={(at) => onChange({ at })}
      />
      <Button disabled={at === undefined} onClick={() => onChange({ at: undefined })}>
        {t('today')}
      </Button>
      {compare === undefined ? (
        <Button
          icon={<GitCompareArrows size={14} aria-hidden />}
          onClick={() => onChange({ compare: dayOf(new Date(shown).getTime() - 86_400_000) })}
        >
          {t('compare')}
        </Button>
      ) : (
        <span className="policy-compare">
          <GitCompareArrows size={14} aria-hidden />
          <DayField
            label={t('compare_day')}
            value={dayOf(compare)}
            clearable={false}
            onChange={(day) => onChange({ compare: day })}
          />
          <Button
            type="text"
            aria-label={t('compare_off')}
            icon={<X size={14} aria-hidden />}
            onClick={() => onChange({ compare: undefined })}
          />
        </span>
      )}
    </>
  )
}
