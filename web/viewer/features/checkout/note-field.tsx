import { useWords } from '../../../shared/i18n/language.tsx'
import { checkoutWords } from './checkout.words.ts'

/** Words to the seller. */
export function NoteField({
  value,
  onChange,
}: {
  value: string
  onChange: (value: string) => void
}) {
  const t = useWords(checkoutWords)
  return (
    <label className="note-field">
      <span>{t('note')}</span>
      <input
        value={value}
        maxLength={200}
        placeholder={t('note_hint')}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  )
}
