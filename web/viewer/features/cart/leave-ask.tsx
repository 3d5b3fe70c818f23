import { useWords } from '../../../shared/i18n/language.tsx'
import { Ask } from '../../../shared/ui/ask.tsx'
import { usePlatformName } from '../../shell/platform-name.ts'
import { cartWords } from './cart.words.ts'

/** Before people leave for another platform they are told who sends them there and who answers for it. */
export function LeaveAsk({
  url,
  source,
  host,
  onClose,
}: {
  url: string | undefined
  source: string
  host: string
  onClose: () => void
}) {
  const t = useWords(cartWords)
  const platform = usePlatformName()(source)
  return (
    <Ask
      open={url !== undefined}
      title={t('leaving')}
      yes={t('leave')}
      no={t('stay')}
      onClose={onClose}
      onYes={() => {
        if (url && /^https?:\/\//.test(url)) window.open(url, '_blank', 'noopener,noreferrer')
        onClose()
      }}
    >
      {t('leaving_words', { host, platform })}
    </Ask>
  )
}
