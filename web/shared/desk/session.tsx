import { useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { createContext, type ReactNode, useContext } from 'react'
import { type Answer, call, Problem } from '../api/client.ts'
import { keyOf, useRoute } from '../api/query.ts'
import { noteSignedIn } from '../api/session.ts'
import { FailureState } from './states.tsx'

export type Me = Answer<'GET /v1/me'>
const Context = createContext<Me | null>(null)

/** The person behind the session; only below `SessionGate`. */
export function useMe(): Me {
  const me = useContext(Context)
  if (!me) throw new Error('useMe stands outside SessionGate')
  return me
}

/** Shows `signIn` to strangers, and the app to people the platform knows. */
export function SessionGate({ signIn, children }: { signIn: ReactNode; children: ReactNode }) {
  const me = useRoute('GET /v1/me', undefined, { staleTime: 30_000 })
  if (me.error instanceof Problem && me.error.status === 401) return signIn
  if (me.data) return <Context value={me.data}>{children}</Context>
  if (me.error)
    return (
      <main className="desk-alone">
        <FailureState error={me.error} onRetry={() => void me.refetch()} />
      </main>
    )
  return (
    <main className="desk-alone" aria-busy="true">
      <Skeleton active paragraph={{ rows: 6 }} />
    </main>
  )
}

/** Becoming somebody empties the cache: nothing of the person before may be seen. */
export function useSession() {
  const client = useQueryClient()
  const become = (me: Me) => {
    noteSignedIn(true)
    // The query of who one is stays: the gate watches it.
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'GET /v1/me' })
    client.setQueryData(keyOf('GET /v1/me'), me)
  }
  return {
    become,
    async signOut() {
      await call('DELETE /v1/session').catch(() => null)
      noteSignedIn(false)
      client.clear()
      location.assign(`${import.meta.env.BASE_URL}`)
    },
  }
}
