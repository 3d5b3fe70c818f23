import type { Body } from '../../../shared/api/client.ts'

export type Content = Body<'POST /v1/shops/:shop_id/goods'>
export type SkuDraft = Content['skus'][number]
export type Option = { name: string; values: string[] }

export const MOST_SKUS = 200

/** The options of a content, values in the order they first appear. */
export const optionsOf = ({
  option_names,
  skus,
}: Pick<Content, 'option_names' | 'skus'>): Option[] =>
  option_names.map((name, index) => ({
    name,
    values: [
      ...new Set(skus.map(({ option_values }) => option_values[index] ?? '').filter(Boolean)),
    ],
  }))

const combinations = (lists: readonly (readonly string[])[]): string[][] =>
  lists.reduce<string[][]>(
    (made, list) => made.flatMap((row) => list.map((value) => [...row, value])),
    [[]],
  )

const keyOf = (values: readonly string[]): string => JSON.stringify(values)

/**
 * The SKUs of these options: what is filled in stays with its combination, also when an option is added (its first
 * value inherits) or taken away (the first of the merged row stays). New rows take the price of the first.
 */
export function skusOf(options: readonly Option[], old: readonly SkuDraft[]): SkuDraft[] {
  const used = options.filter(({ values }) => values.length > 0)
  const known = new Map(old.map((sku) => [keyOf(sku.option_values), sku]))
  const taken = new Set<SkuDraft>()
  const rows = combinations(used.map(({ values }) => values))
  return rows.map((option_values) => {
    const exact = known.get(keyOf(option_values))
    // Grown or shrunk options: whoever shares the beginning, once.
    const heir =
      exact ??
      old.find(
        (sku) =>
          !taken.has(sku) &&
          sku.option_values.length !== option_values.length &&
          sku.option_values.every(
            (value, index) => index >= option_values.length || value === option_values[index],
          ),
      )
    if (heir && !taken.has(heir)) {
      taken.add(heir)
      return { ...heir, option_values }
    }
    return {
      option_values,
      price: old[0]?.price ?? 0,
      list_price: old[0]?.list_price ?? null,
      stock: 0,
      code: '',
    }
  })
}

/** How many SKUs these options would make. */
export const countOf = (options: readonly Option[]): number =>
  options.reduce((count, { values }) => count * Math.max(1, values.length), 1)
