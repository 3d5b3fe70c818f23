import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Fill, filled } from './filled.ts'

export type Language = 'zh-CN' | 'en'

/**
 * A dictionary: Chinese is the source, English must have every word. `{name}` is filled in; a missing
 * translation is a compile error.
 */
export const dictionary = <const Words extends Record<string, string>>(
  zh: Words,
  en: { [K in keyof Words]: string },
) => ({ 'zh-CN': zh, en }) as Dictionary<keyof Words & string>
export type Dictionary<Key extends string> = Record<Language, Record<Key, string>>

const stored = (): Language => {
  const asked =
    new URLSearchParams(globalThis.location?.search ?? '').get('lang') ??
    globalThis.localStorage?.getItem('language') ??
    globalThis.navigator?.language ??
    'zh-CN'
  return asked.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

const Context = createContext<{ language: Language; setLanguage: (language: Language) => void }>({
  language: 'zh-CN',
  setLanguage: () => {},
})

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, set] = useState<Language>(stored)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const value = useMemo(
    () => ({
      language,
      setLanguage: (next: Language) => {
        localStorage.setItem('language', next)
        set(next)
      },
    }),
    [language],
  )
  return <Context.Provider value={value}>{children}</Context.Provider>
}

export const useLanguage = () => useContext(Context)

/** The words of a dictionary in the present language: `t('buy')`, `t('left', { count: 3 })`. */
export function useWords<Key extends string>(words: Dictionary<Key>) {
  const { language } = useLanguage()
  return useMemo(() => {
    const own = words[language]
    return (key: Key, fill?: Fill): string => (fill ? filled(own[key], fill) : own[key])
  }, [words, language])
}
