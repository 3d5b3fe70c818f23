import { CircleAlert, CircleCheck } from 'lucide-react'
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { useLanguage } from '../i18n/language.tsx'
import { problemWords } from '../i18n/problem.ts'
import './toast.css'

type Shown = { id: number; words: string; tone: 'plain' | 'good' | 'bad' }
const Context = createContext<(words: string, tone?: Shown['tone']) => void>(() => {})

/** Short words that pass: at most two at a time, read out politely, gone after three seconds. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([])
  const next = useRef(0)
  const show = useCallback((words: string, tone: Shown['tone'] = 'plain') => {
    const id = next.current++
    setShown((now) => [...now.filter((one) => one.words !== words).slice(-1), { id, words, tone }])
    setTimeout(() => setShown((now) => now.filter((one) => one.id !== id)), 3_000)
  }, [])
  return (
    <Context.Provider value={show}>
      {children}
      <div className="ui-toasts" aria-live="polite">
        {shown.map(({ id, words, tone }) => (
          <div key={id} className="ui-toast">
            {tone === 'good' && <CircleCheck size={18} aria-hidden />}
            {tone === 'bad' && <CircleAlert size={18} aria-hidden />}
            {words}
          </div>
        ))}
      </div>
    </Context.Provider>
  )
}

export const useToast = () => useContext(Context)

/** Shows why something did not work, in people's words. */
export function useProblemToast() {
  const show = useToast()
  const { language } = useLanguage()
  return useCallback(
    (error: unknown) => show(problemWords(error, language), 'bad'),
    [show, language],
  )
}
