import { useWords } from '../../shared/i18n/language.tsx'
import { shellWords } from './shell.words.ts'

/** As the link policy calls them. */
const KNOWN = ['taobao_alliance', 'jd_alliance', 'pdd', 'youzan', 'mokuai'] as const

/** Another platform's name as people know it. */
export function usePlatformName(): (source: string) => string {
  const t = useWords(shellWords)
  return (source) => {
    const known = KNOWN.find((one) => one === source)
    return t(known ?? 'elsewhere')
  }
}
