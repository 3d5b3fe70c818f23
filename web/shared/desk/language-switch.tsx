import { Segmented } from 'antd'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'

export function LanguageSwitch() {
  const t = useWords(deskWords)
  const { language, setLanguage } = useLanguage()
  return (
    <Segmented
      size="small"
      aria-label={t('language')}
      value={language}
      onChange={setLanguage}
      options={[
        { label: '中文', value: 'zh-CN' as const },
        { label: 'English', value: 'en' as const },
      ]}
    />
  )
}
