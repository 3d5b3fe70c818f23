import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useLocation } from 'wouter'
import { useWords } from '../../shared/i18n/language.tsx'
import { IconButton } from '../../shared/ui/button.tsx'
import { paths } from '../paths.ts'
import './page.css'
import { shellWords } from './shell.words.ts'

/** Back where one came from, or home for those who came by a link. */
export function useBack(): () => void {
  const [, go] = useLocation()
  return () => (history.length > 1 ? history.back() : go(paths.home()))
}

/** A page with its title bar; `root` pages are tabs and have no way back. */
export function Page({
  title,
  root,
  aside,
  children,
}: {
  title: string
  root?: boolean
  aside?: ReactNode
  children: ReactNode
}) {
  const t = useWords(shellWords)
  const back = useBack()
  useEffect(() => {
    document.title = `${title} · ${t('app')}`
  }, [title, t])
  return (
    <div className="page">
      <header className="page-head">
        {!root && (
          <IconButton label={t('back')} onClick={back}>
            <ChevronLeft size={24} aria-hidden />
          </IconButton>
        )}
        <h1 className={`page-title clip${root ? ' page-title-root' : ''}`}>{title}</h1>
        <div className="page-aside">{aside}</div>
      </header>
      {children}
    </div>
  )
}
