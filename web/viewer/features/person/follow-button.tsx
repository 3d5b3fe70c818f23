import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useMe } from '../../../shared/api/session.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { useProblemToast } from '../../../shared/ui/toast.tsx'
import { shellWords } from '../../shell/shell.words.ts'
import { useAskSignIn } from '../../shell/sign-in-gate.tsx'

/** Follows at once and takes it back with the reason when the platform says no. */
export function FollowButton({
  account_id,
  nickname,
  is_followed,
  size = 's',
  hide_when_followed,
}: {
  account_id: string
  nickname: string
  is_followed: boolean
  size?: 's' | 'm'
  hide_when_followed?: boolean
}) {
  const t = useWords(shellWords)
  const me = useMe()
  const ask = useAskSignIn()
  const say = useProblemToast()
  const client = useQueryClient()
  const [followed, setFollowed] = useState(is_followed)
  useEffect(() => setFollowed(is_followed), [is_followed])
  if (me?.id === account_id || (hide_when_followed && followed && is_followed)) return null
  const toggle = async () => {
    if (!ask()) return
    const next = !followed
    setFollowed(next)
    try {
      await call(
        next ? 'PUT /v1/people/:account_id/follow' : 'DELETE /v1/people/:account_id/follow',
        { params: { account_id } },
      )
      void client.invalidateQueries({ queryKey: ['GET /v1/people/:account_id'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/me/following'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/feed/rooms'] })
    } catch (error) {
      setFollowed(!next)
      say(error)
    }
  }
  return (
    <Button
      size={size}
      tone={followed ? 'outline' : 'primary'}
      className={`follow${followed ? ' follow-on' : ''}`}
      aria-pressed={followed}
      aria-label={`${followed ? t('followed') : t('follow')} ${nickname}`}
      onClick={() => void toggle()}
    >
      {followed ? t('followed') : t('follow')}
    </Button>
  )
}
