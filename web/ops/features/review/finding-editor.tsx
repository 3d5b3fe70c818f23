import { Button, Input, Select } from 'antd'
import { Plus, Trash2 } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { type Code, reviewWords } from './review.words.ts'

export type Finding = { field: string; code: Code; words: string }
export type FieldChoice = { value: string; label: string }

/** Findings by field: which field, why, and in words that the shop reads. */
export function FindingEditor({
  findings,
  fields,
  codes,
  onChange,
}: {
  findings: readonly Finding[]
  fields: readonly FieldChoice[]
  codes: readonly Code[]
  onChange: (findings: Finding[]) => void
}) {
  const t = useWords(reviewWords)
  const put = (at: number, change: Partial<Finding>) =>
    onChange(findings.map((one, index) => (index === at ? { ...one, ...change } : one)))
  return (
    <div className="review-findings">
      {findings.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: findings are rows of a form and have no other name.
        <div key={index} className="review-finding">
          <Select
            aria-label={t('field')}
            value={finding.field}
            options={
              fields.some(({ value }) => value === finding.field)
                ? [...fields]
                : [{ value: finding.field, label: finding.field }, ...fields]
            }
            onChange={(field) => put(index, { field })}
          />
          <Select
            aria-label={t('code')}
            value={finding.code}
            options={codes.map((value) => ({ value, label: t(`code_${value}`) }))}
            onChange={(code) =>
              put(index, {
                code,
                // The reason's own words are a start; what a person wrote stays.
                ...(finding.words === '' || finding.words === t(`code_${finding.code}`)
                  ? { words: t(`code_${code}`) }
                  : {}),
              })
            }
          />
          <Button
            type="text"
            aria-label={t('remove_finding')}
            icon={<Trash2 size={14} aria-hidden />}
            onClick={() => onChange(findings.filter((_, at) => at !== index))}
          />
          <Input.TextArea
            aria-label={t('words')}
            placeholder={t('words')}
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={300}
            value={finding.words}
            onChange={({ target }) => put(index, { words: target.value })}
          />
        </div>
      ))}
      <Button
        block
        type="dashed"
        icon={<Plus size={14} aria-hidden />}
        onClick={() =>
          onChange([
            ...findings,
            { field: fields[0]?.value ?? '', code: codes[0] ?? 'other', words: '' },
          ])
        }
      >
        {t('add_finding')}
      </Button>
    </div>
  )
}
