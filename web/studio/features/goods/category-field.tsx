import { Select } from 'antd'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'

export type Category = Answer<'GET /v1/categories'>['data'][number]

export const useCategories = () =>
  useRoute('GET /v1/categories', undefined, { staleTime: 600_000 }).data?.data ?? []

/** A category, and what choosing it means: fee, return rule, deposit. */
export function CategoryField({
  value,
  onChange,
  id,
  status,
}: {
  value?: string
  onChange?: (category_id: string) => void
  id?: string
  status?: 'error' | ''
}) {
  const t = useWords(goodsWords)
  const { language } = useLanguage()
  const categories = useCategories()
  const name = (category: Category) => (language === 'en' ? category.name_en : category.name_zh)
  const parents = new Set(categories.map(({ parent_id }) => parent_id))
  const leaves = categories.filter((category) => !parents.has(category.id))
  const chosen = categories.find((category) => category.id === value)
  const parent_name = (category: Category): string => {
    const parent = categories.find((other) => other.id === category.parent_id)
    return parent ? `${name(parent)} › ` : ''
  }
  return (
    <>
      <Select
        {...(id ? { id } : {})}
        {...(status ? { status } : {})}
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('category')}
        placeholder={t('choose_category')}
        value={value || null}
        onChange={(next) => next && onChange?.(next)}
        options={leaves.map((category) => ({
          value: category.id,
          label: parent_name(category) + name(category),
        }))}
      />
      {chosen && <CategoryRules category={chosen} />}
    </>
  )
}

export function CategoryRules({ category }: { category: Category }) {
  const t = useWords(goodsWords)
  const format = useFormat()
  const why = category.return_exception
  const words: Record<string, string> = {
    perishable: t('exception_perishable'),
    custom_made: t('exception_custom_made'),
    digital: t('exception_digital'),
    periodical: t('exception_periodical'),
  }
  return (
    <p className="goods-rules">
      <StatusTag>{t('fee', { rate: format.percent(category.fee_ppm) })}</StatusTag>
      <StatusTag tone={why ? 'warning' : 'success'}>
        {why
          ? t('return_exception', { why: words[why] ?? why })
          : t('return_rule', { days: category.return_days })}
      </StatusTag>
      {category.deposit > 0 && (
        <StatusTag>{t('deposit', { amount: format.money(category.deposit) })}</StatusTag>
      )}
    </p>
  )
}
