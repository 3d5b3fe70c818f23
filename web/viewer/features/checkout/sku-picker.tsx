import type { Answer } from '../../../shared/api/client.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Choices } from '../../../shared/ui/field.tsx'
import { checkoutWords } from './checkout.words.ts'

type Sku = Answer<'GET /v1/products/:product_id'>['skus'][number]

/** The SKU that has these option values, once all are chosen. */
export const skuOf = (skus: readonly Sku[], chosen: readonly (string | undefined)[]) =>
  skus.find(({ option_values }) => option_values.every((value, index) => chosen[index] === value))

/** Option values as chips; a value is off when no SKU with it and the other choices is in stock. */
export function SkuPicker({
  names,
  skus,
  chosen,
  onChange,
}: {
  names: readonly string[]
  skus: readonly Sku[]
  chosen: readonly (string | undefined)[]
  onChange: (chosen: (string | undefined)[]) => void
}) {
  const t = useWords(checkoutWords)
  return names.map((name, index) => {
    const values = [...new Set(skus.map(({ option_values }) => option_values[index]))]
    return (
      <Choices
        key={name}
        label={name}
        value={chosen[index]}
        onChange={(value) => onChange(names.map((_, at) => (at === index ? value : chosen[at])))}
        options={values
          .filter((value) => value !== undefined)
          .map((value) => {
            const there = skus.some(
              (sku) =>
                sku.option_values[index] === value &&
                sku.stock > 0 &&
                names.every(
                  (_, at) =>
                    at === index ||
                    chosen[at] === undefined ||
                    sku.option_values[at] === chosen[at],
                ),
            )
            return { value, words: value, disabled: !there, ...(there ? {} : { note: t('out') }) }
          })}
      />
    )
  })
}
