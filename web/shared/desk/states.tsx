import { Button, Empty } from 'antd'
import { CloudOff, FileQuestion, type LucideIcon, ShieldX, WifiOff } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { Problem } from '../api/client.ts'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { problemWords } from '../i18n/problem.ts'
import { deskWords } from './desk.words.ts'

/** A drawn state in the place of content: why there is nothing, and what can be done. */
export function StateCard({
  icon: Icon,
  title,
  words,
  children,
}: {
  icon: LucideIcon
  title: ReactNode
  words?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="desk-state">
      <span className="desk-state-icon">
        <Icon size={28} strokeWidth={1.6} aria-hidden />
      </span>
      <p className="desk-state-title">{title}</p>
      {words && <p className="desk-state-words">{words}</p>}
      {children && <div className="desk-state-acts">{children}</div>}
    </div>
  )
}

/** Something could not be loaded: no line, no permission, no such thing and a fault each look their own way. */
export function FailureState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords(deskWords)
  const { language } = useLanguage()
  const status = error instanceof Problem ? error.status : 500
  const [icon, title, words] =
    status === 0
      ? [WifiOff, t('no_line'), problemWords(error, language)]
      : status === 403
        ? [ShieldX, t('forbidden'), t('forbidden_hint')]
        : status === 404
          ? [FileQuestion, t('missing'), t('missing_hint')]
          : [CloudOff, t('failed'), problemWords(error, language)]
  return (
    <div role="alert">
      <StateCard icon={icon} title={title} words={words}>
        {error instanceof Problem && error.request_id && (
          <code className="desk-code">{t('reference', { id: error.request_id })}</code>
        )}
        {onRetry && status !== 403 && status !== 404 && (
          <Button onClick={onRetry}>{t('retry')}</Button>
        )}
      </StateCard>
    </div>
  )
}

export const NothingYet = ({ words, children }: { words?: ReactNode; children?: ReactNode }) => {
  const t = useWords(deskWords)
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words ?? t('nothing')}>
      {children}
    </Empty>
  )
}

function Crashed() {
  const t = useWords(deskWords)
  return (
    <StateCard icon={CloudOff} title={t('crashed')}>
      <Button onClick={() => location.reload()}>{t('reload')}</Button>
    </StateCard>
  )
}

/** A fault in one page leaves the rail and the other pages alive. */
export class PageBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    return this.state.failed ? <Crashed /> : this.props.children
  }
}
