import { onlineManager } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { type NavGroup, Rail, RailMenu } from './rail.tsx'
import { PageBoundary } from './states.tsx'

/** What the shell puts into every page's header. */
const Header = createContext<{ menu: ReactNode; start: ReactNode }>({ menu: null, start: null })

/** Dark rail and content. `mark` is the sign on top, `headerStart` stands first in every page's header. */
export function Shell({
  mark,
  nav,
  headerStart,
  children,
}: {
  mark: ReactNode
  nav: readonly NavGroup[]
  headerStart?: ReactNode
  children: ReactNode
}) {
  const t = useWords(deskWords)
  const online = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  )
  return (
    <div className="desk-shell">
      <a className="desk-skip" href="#content">
        {t('skip')}
      </a>
      <Rail mark={mark} nav={nav} />
      <div className="desk-main">
        {!online && (
          <p className="desk-offline" role="status">
            {t('offline')}
          </p>
        )}
        <Header value={{ menu: <RailMenu mark={mark} nav={nav} />, start: headerStart }}>
          <PageBoundary>{children}</PageBoundary>
        </Header>
      </div>
    </div>
  )
}

/** One page: a 56-px header with its title and acts, and its content. */
export function Page({
  title,
  tag,
  meta,
  acts,
  back,
  bare,
  children,
}: {
  title: ReactNode
  tag?: ReactNode
  /** Quiet facts beside the title. */
  meta?: ReactNode
  acts?: ReactNode
  /** Link props of the page above. */
  back?: object
  /** Content to the edges, for desks that lay themselves out. */
  bare?: boolean
  children: ReactNode
}) {
  const t = useWords(deskWords)
  const { menu, start } = useContext(Header)
  return (
    <>
      <header className="desk-header">
        {menu}
        {back ? (
          <Link className="desk-back" aria-label={t('back')} {...(back as { to: never })}>
            <ChevronLeft size={18} aria-hidden />
          </Link>
        ) : (
          start
        )}
        <h1>{title}</h1>
        {tag}
        {meta && <div className="desk-header-meta">{meta}</div>}
        <div className="desk-header-acts">{acts}</div>
      </header>
      <main id="content" tabIndex={-1} className={bare ? 'desk-content-bare' : 'desk-content'}>
        {children}
      </main>
    </>
  )
}

/** A white card with an optional title line. */
export function Panel({
  title,
  meta,
  acts,
  flush,
  children,
  className = '',
}: {
  title?: ReactNode
  meta?: ReactNode
  acts?: ReactNode
  /** No padding, for tables. */
  flush?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <section className={`desk-panel ${className}`} data-flush={flush || undefined}>
      {(title || acts) && (
        <header>
          {title && <h2>{title}</h2>}
          {meta && <span className="desk-quiet">{meta}</span>}
          {acts && <div className="desk-panel-acts">{acts}</div>}
        </header>
      )}
      <div className="desk-panel-body">{children}</div>
    </section>
  )
}
