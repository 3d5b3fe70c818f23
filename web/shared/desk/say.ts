import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useMemo, useState } from 'react'
import type { Route } from '../api/client.ts'
import { useLanguage } from '../i18n/language.tsx'
import { problemWords } from '../i18n/problem.ts'

/** Short words to the person: `done` after success, `problem` in the platform's words by code. */
export function useSay() {
  const { message } = App.useApp()
  const { language } = useLanguage()
  return useMemo(
    () => ({
      done: (words: string) => void message.success(words),
      warn: (words: string) => void message.warning(words),
      problem: (error: unknown) => void message.error(problemWords(error, language), 5),
    }),
    [message, language],
  )
}

/** Marks everything read from these routes as stale. */
export function useRefresh() {
  const client = useQueryClient()
  return (...routes: Route[]) =>
    Promise.all(routes.map((route) => client.invalidateQueries({ queryKey: [route] })))
}

/** One act of a person: busy while it runs, the problem said, never twice at once. */
export function useAct<Given extends unknown[]>(
  act: (...given: Given) => Promise<unknown>,
  { done, refresh = [] }: { done?: string; refresh?: Route[] } = {},
) {
  const [busy, setBusy] = useState(false)
  const say = useSay()
  const refreshAll = useRefresh()
  const run = async (...given: Given): Promise<boolean> => {
    if (busy) return false
    setBusy(true)
    try {
      await act(...given)
      await refreshAll(...refresh)
      if (done) say.done(done)
      return true
    } catch (error) {
      say.problem(error)
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}
