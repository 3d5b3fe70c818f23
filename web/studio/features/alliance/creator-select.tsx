import { Select } from 'antd'
import { useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'

type Common = { id?: string; className?: string }

/** Finds creators by name as one types. `many` chooses several. */
export function CreatorSelect({
  value,
  onChange,
  many,
  ...common
}: Common & {
  value?: string | string[]
  onChange?: (value: never) => void
  many?: boolean
}) {
  const t = useWords(allianceWords)
  const format = useFormat()
  const [q, setQ] = useState('')
  const found = useRoute('GET /v1/creators', { query: q.trim() ? { q: q.trim() } : {} })
  return (
    <Select
      {...common}
      {...(many ? { mode: 'multiple' as const } : {})}
      showSearch
      filterOption={false}
      aria-label={t('choose_creators')}
      placeholder={t('choose_creators')}
      value={value}
      onChange={(chosen) => onChange?.(chosen as never)}
      onSearch={setQ}
      loading={found.isPending}
      options={(found.data?.data ?? []).map(({ id, nickname, followers }) => ({
        value: id,
        label: `${nickname} · ${format.compact(followers)}`,
      }))}
    />
  )
}
