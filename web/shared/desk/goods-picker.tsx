import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { useRoute } from '../api/query.ts'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'

const PAUSE_MS = 250

/**
 * Chooses goods on sale, looked up by their names while one writes: a shop's, or everybody's. Its value is their ids;
 * `known` names those that are chosen already.
 */
export function GoodsPicker({
  value = [],
  onChange,
  shop_id,
  known,
  id,
}: {
  value?: string[]
  onChange?: (ids: string[]) => void
  shop_id?: string | undefined
  known: readonly { id: string; title: string }[]
  /** Given by the form, for its label. */
  id?: string
}) {
  const t = useWords(deskWords)
  const [written, setWritten] = useState('')
  const [asked, setAsked] = useState('')
  const [names, setNames] = useState(() => new Map(known.map((one) => [one.id, one.title])))
  useEffect(() => {
    const timer = setTimeout(() => setAsked(written.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [written])
  const found = useRoute('GET /v1/products', {
    query: { ...(asked ? { q: asked } : {}), ...(shop_id ? { shop_id } : {}), limit: 20 },
  })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      labelInValue
      maxCount={200}
      showSearch={{ filterOption: false, onSearch: setWritten, searchValue: written }}
      placeholder={t('goods_search')}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? null : t('nothing_found')}
      value={value.map((one) => ({ value: one, label: names.get(one) ?? one }))}
      options={(found.data?.data ?? []).map((one) => ({
        value: one.id,
        label: shop_id ? one.title : `${one.title} · ${one.shop_name}`,
      }))}
      onChange={(chosen) => {
        setNames(new Map(chosen.map((one) => [one.value, String(one.label)])))
        onChange?.(chosen.map((one) => one.value))
      }}
    />
  )
}
