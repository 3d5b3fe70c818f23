import { CloudOff, type LucideIcon, RotateCw, WifiOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Problem } from '../api/client.ts'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { problemWords } from '../i18n/problem.ts'
import { Button } from './button.tsx'
import './states.css'
import { uiWords } from './ui.words.ts'

/** Nothing here yet: why, and what one can do about it. */
export function Empty({
  icon: Icon,
  title,
  words,
  children,
}: {
  icon: LucideIcon
  title: string
  words?: string
  children?: ReactNode
}) {
  return (
    <div className="ui-state">
      <span className="ui-state-icon">
        <Icon size={34} strokeWidth={1.6} aria-hidden />
      </span>
      <p className="ui-state-title">{title}</p>
      {words && <p className="ui-state-words">{words}</p>}
      {children && <div className="ui-state-acts">{children}</div>}
    </div>
  )
}

/** Something could not be loaded: offline is told apart from a fault, and one can try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords(uiWords)
  const { language } = useLanguage()
  const offline = error instanceof Problem && error.status === 0
  return (
    <div role="alert">
      <Empty
        icon={offline ? WifiOff : CloudOff}
        title={offline ? t('offline') : t('failed')}
        words={offline ? t('offline_hint') : problemWords(error, language)}
      >
        {onRetry && (
          <Button tone="outline" icon={<RotateCw size={16} aria-hidden />} onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Empty>
    </div>
  )
}

/** The end of a paged list: loads on by itself when it comes near, and by hand. */
export function MoreRows({
  pages,
}: {
  pages: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
    rows: unknown[]
  }
}) {
  const t = useWords(uiWords)
  if (!pages.hasNextPage)
    return pages.rows.length > 6 ? <p className="ui-the-end">{t('the_end')}</p> : null
  return (
    <div
      className="ui-more"
      ref={(element) => {
        if (!element) return
        const watch = new IntersectionObserver(
          ([entry]) => entry?.isIntersecting && pages.fetchNextPage(),
          { rootMargin: '600px' },
        )
        watch.observe(element)
        return () => watch.disconnect()
      }}
    >
      <Button tone="quiet" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {t('load_more')}
      </Button>
    </div>
  )
}
