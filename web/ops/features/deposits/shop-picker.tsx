import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsDepositsWords } from './deposits.words.ts'

/** What was typed, once it stands still. */
export function useStill<T>(value: T, ms = 350): T {
  const [still, setStill] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return still
}

/** Shops that have a deposit, found by name; those that were chosen stay named while the search goes on. */
function useShops(chosen: readonly string[]) {
  const [typed, setTyped] = useState('')
  const q = useStill(typed.trim())
  const found = useRoute('GET /v1/deposits', { query: { limit: 50, ...(q ? { q } : {}) } })
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map())
  const data = found.data?.data
  useEffect(() => {
    if (data)
      setSeen(
        (old) => new Map([...old, ...data.map((one) => [one.shop_id, one.shop_name] as const)]),
      )
  }, [data])
  const kept = chosen.filter((id) => !data?.some(({ shop_id }) => shop_id === id))
  return {
    loading: found.isPending,
    setTyped,
    options: [
      ...(data ?? []).map(({ shop_id, shop_name }) => ({ value: shop_id, label: shop_name })),
      ...kept.map((value) => ({ value, label: seen.get(value) ?? value })),
    ],
  }
}

/** Several shops; a form's item gives value and change. */
export function ShopsPicker(props: {
  value?: string[]
  onChange?: (ids: string[]) => void
  id?: string
}) {
  const t = useWords(opsDepositsWords)
  const { loading, setTyped, options } = useShops(props.value ?? [])
  return (
    <Select
      {...props}
      mode="multiple"
      maxCount={1_000}
      placeholder={t('field_shops_hint')}
      loading={loading}
      options={options}
      showSearch={{ filterOption: false, onSearch: setTyped }}
    />
  )
}

/** One shop, or none. */
export function ShopPicker({
  value,
  onChange,
  label,
}: {
  value: string | undefined
  onChange: (id: string | undefined) => void
  label: string
}) {
  const t = useWords(opsDepositsWords)
  const { loading, setTyped, options } = useShops(value ? [value] : [])
  return (
    <Select
      allowClear
      aria-label={label}
      className="deposit-one-shop"
      placeholder={t('field_shops_hint')}
      value={value ?? null}
      onChange={(id: string | null) => onChange(id ?? undefined)}
      loading={loading}
      options={options}
      showSearch={{ filterOption: false, onSearch: setTyped }}
    />
  )
}
