import { useWords } from '../../shared/i18n/language.tsx'
import { shellWords } from './shell.words.ts'

/** Another platform's name as people know it. */
export function usePlatformName(): (source: string) => string {
  const t = useWords(shellWords)
  return (source) =>
    source === 'taobao' || source === 'jd' || source === 'pdd' ? t(source) : t('elsewhere')
}
