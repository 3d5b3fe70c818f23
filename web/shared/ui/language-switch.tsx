import { Languages } from 'lucide-react'
import { useLanguage } from '../i18n/language.tsx'
import { Button } from './button.tsx'

/** One press to the other language; named in the language it leads to. */
export function LanguageSwitch({ tone = 'quiet' }: { tone?: 'quiet' | 'outline' | 'dark' }) {
  const { language, setLanguage } = useLanguage()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <Button
      tone={tone}
      size="s"
      lang={other}
      icon={<Languages size={16} aria-hidden />}
      onClick={() => setLanguage(other)}
    >
      {other === 'en' ? 'English' : '中文'}
    </Button>
  )
}
