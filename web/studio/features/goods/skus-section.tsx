import { Button, Input, Select } from 'antd'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useSay } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'
import { EditorSection, type SectionProps } from './section.tsx'
import { countOf, MOST_SKUS, type Option, optionsOf, skusOf } from './sku-matrix.ts'
import { SkuTable } from './sku-table.tsx'

/** Up to three options; every combination of their values is a SKU. */
export function SkusSection({
  content,
  change,
  findings,
  live_skus,
  currency,
}: SectionProps & { live_skus: ReadonlySet<string>; currency: string }) {
  const t = useWords(goodsWords)
  const say = useSay()
  // An option without values makes no SKUs yet and lives here until it has some.
  const [empty, setEmpty] = useState<string[]>([])
  const options: Option[] = [
    ...optionsOf(content),
    ...empty.map((name) => ({ name, values: [] as string[] })),
  ]
  const apply = (next: Option[]) => {
    const count = countOf(next)
    if (count > MOST_SKUS) return say.warn(t('too_many', { count }))
    const filled = next.filter(({ values }) => values.length > 0)
    setEmpty(next.filter(({ values }) => values.length === 0).map(({ name }) => name))
    change((now) => ({
      option_names: filled.map(({ name }) => name),
      skus: skusOf(filled, now.skus),
    }))
  }
  const replace = (index: number, option: Option) =>
    apply(options.map((other, at) => (at === index ? option : other)))
  return (
    <EditorSection
      section="skus"
      findings={findings}
      meta={options.length === 0 ? t('one_sku') : t('skus_count', { count: content.skus.length })}
      acts={
        options.length < 3 && (
          <Button
            size="small"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => setEmpty([...empty, ''])}
          >
            {t('add_option')}
          </Button>
        )
      }
    >
      {options.length > 0 && (
        <ul className="goods-options">
          {options.map((option, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is its place; its name is being typed.
            <li key={index}>
              <Input
                aria-label={`${t('option_name')} ${index + 1}`}
                placeholder={t('option_name')}
                maxLength={20}
                value={option.name}
                onChange={({ target }) =>
                  option.values.length > 0
                    ? change({
                        option_names: content.option_names.map((name, at) =>
                          at === index ? target.value : name,
                        ),
                      })
                    : setEmpty(
                        empty.map((name, at) =>
                          at === index - content.option_names.length ? target.value : name,
                        ),
                      )
                }
              />
              <Select
                mode="tags"
                open={false}
                suffixIcon={null}
                tokenSeparators={[',', '，', '\t', '\n']}
                aria-label={`${t('option_values')} ${index + 1}`}
                placeholder={t('option_values')}
                value={option.values}
                onChange={(values: string[]) =>
                  replace(index, {
                    ...option,
                    values: [...new Set(values.map((value) => value.trim().slice(0, 40)))].filter(
                      Boolean,
                    ),
                  })
                }
              />
              <Button
                type="text"
                aria-label={`${t('remove')}: ${option.name || index + 1}`}
                icon={<Trash2 size={15} aria-hidden />}
                onClick={() => apply(options.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ul>
      )}
      <SkuTable
        content={content}
        change={change}
        findings={findings}
        live_skus={live_skus}
        currency={currency}
      />
    </EditorSection>
  )
}
