import { useQueryClient } from '@tanstack/react-query'
import { type Answer, call, Problem } from './client.ts'
import { useRoute } from './query.ts'

export type Me = Answer<'GET /v1/me'>
const HINT = 'signed_in'

/** The session cookie cannot be read here; this note keeps strangers from asking who they are on every page. */
const hinted = (): boolean => globalThis.localStorage?.getItem(HINT) === '1'
export const noteSignedIn = (is: boolean): void =>
  is ? localStorage.setItem(HINT, '1') : localStorage.removeItem(HINT)

/** Who is here: `undefined` while it is being asked, `null` for a stranger. */
export function useMe({
  sure,
}: {
  /** Ask even without the note: for pages that need to know. */ sure?: boolean
} = {}): Me | null | undefined {
  const found = useRoute('GET /v1/me', undefined, {
    enabled: sure === true || hinted(),
    staleTime: 60_000,
    retry: (count, error) => count < 2 && !(error instanceof Problem && error.status === 401),
  })
  if (found.data) return found.data
  if (found.error instanceof Problem && found.error.status === 401) {
    noteSignedIn(false)
    return null
  }
  return hinted() || sure ? (found.isError ? null : undefined) : null
}

/** Signing in and out: everything that was loaded for the one before is forgotten. */
export function useSession() {
  const client = useQueryClient()
  const become = (me: Me): Me => {
    noteSignedIn(true)
    client.clear()
    client.setQueryData(['GET /v1/me', null], me)
    return me
  }
  return {
    signIn: async (body: { sign_in_name: string; password: string }) =>
      become(await call('POST /v1/session', { body })),
    register: async (body: {
      sign_in_name: string
      password: string
      nickname: string
      language: 'zh-CN' | 'en'
    }) => become(await call('POST /v1/registration', { body })),
    beDemo: async (account_id: string) =>
      become(await call('POST /v1/demo/session', { body: { account_id } })),
    signOut: async () => {
      await call('DELETE /v1/session')
      noteSignedIn(false)
      client.clear()
    },
  }
}
