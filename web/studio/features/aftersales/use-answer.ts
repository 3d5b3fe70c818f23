import { Problem } from '../../../shared/api/client.ts'
import { useRefresh, useSay } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { aftersalesWords } from './aftersales.words.ts'

const READ = [
  'GET /v1/shops/:shop_id/aftersales/:aftersale_id',
  'GET /v1/shops/:shop_id/aftersales',
] as const

/** Runs an answer to an after-sale; where somebody was faster, what is true now is loaded and said. */
export function useAnswer() {
  const t = useWords(aftersalesWords)
  const say = useSay()
  const refresh = useRefresh()
  return async (send: () => Promise<unknown>, done: string): Promise<boolean> => {
    try {
      await send()
      say.done(done)
      return true
    } catch (error) {
      if (
        error instanceof Problem &&
        (error.code === 'changed_meanwhile' || error.code === 'wrong_state')
      )
        say.warn(t('changed'))
      else say.problem(error)
      return false
    } finally {
      await refresh(...READ)
    }
  }
}
