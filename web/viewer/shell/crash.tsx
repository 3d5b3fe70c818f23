import { Bug } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useWords } from '../../shared/i18n/language.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Empty } from '../../shared/ui/states.tsx'
import { shellWords } from './shell.words.ts'

function Crashed() {
  const t = useWords(shellWords)
  return (
    <div className="page">
      <Empty icon={Bug} title={t('crashed')} words={t('crashed_hint')}>
        <Button onClick={() => location.reload()}>{t('reload')}</Button>
      </Empty>
    </div>
  )
}

/** A page that breaks (or whose chunk is gone after an update) offers a reload and leaves the rest standing. */
export class Crash extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }
  static getDerivedStateFromError() {
    return { broken: true }
  }
  override render() {
    return this.state.broken ? <Crashed /> : this.props.children
  }
}
