import { onlineManager } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Dropdown } from 'antd'
import { ChevronLeft, type LucideIcon } from 'lucide-react'
import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { useMe, useSession } from './session.tsx'
import { PageBoundary } from './states.tsx'

export type NavItem = {
  /** A path of the app's router. */
  to: string
  label: string
  icon: LucideIcon
  /** A number that asks for attention. */
  count?: number
  /** Only the very page lights the item, not those below it. */
  exact?: boolean
}

const HeaderStart = createContext<ReactNode>(null)

/** Dark rail and content. `mark` is the sign on top, `headerStart` stands first in every page's header. */
export function Shell({
  mark,
  nav,
  headerStart,
  children,
}: {
  mark: ReactNode
  nav: readonly NavItem[]
  headerStart?: ReactNode
  children: ReactNode
}) {
  const t = useWords(deskWords)
  const { language, setLanguage } = useLanguage()
  const me = useMe()
  const { signOut } = useSession()
  const online = useSyncExternalStore(
    (told) => onlineManager.subscribe(told),
    () => onlineManager.isOnline(),
  )
  return (
    <div className="desk-shell">
      <a className="desk-skip" href="#content">
        {t('skip')}
      </a>
      <nav className="desk-rail" aria-label={t('navigation')}>
        <div className="desk-rail-mark">{mark}</div>
        <ul>
          {nav.map(({ to, label, icon: Icon, count, exact }) => (
            <li key={to}>
              <Link
                to={to as never}
                activeOptions={{ exact: exact ?? false, includeSearch: false }}
              >
                <Icon size={20} strokeWidth={1.7} aria-hidden />
                <span>{label}</span>
                {count ? <b className="num">{count > 99 ? '99+' : count}</b> : null}
              </Link>
            </li>
          ))}
        </ul>
        <Dropdown
          placement="topRight"
          trigger={['click']}
          menu={{
            items: [
              { key: 'who', label: me.nickname, disabled: true },
              { key: 'language', label: language === 'en' ? '切换到中文' : 'Switch to English' },
              { type: 'divider' },
              { key: 'out', label: t('sign_out') },
            ],
            onClick: ({ key }) => {
              if (key === 'out') void signOut()
              if (key === 'language') setLanguage(language === 'en' ? 'zh-CN' : 'en')
            },
          }}
        >
          <button
            type="button"
            className="desk-rail-me"
            aria-label={`${t('account')}: ${me.nickname}`}
          >
            <span className="desk-avatar" aria-hidden>
              {me.avatar_url ? <img src={me.avatar_url} alt="" /> : me.nickname.slice(0, 1)}
            </span>
          </button>
        </Dropdown>
      </nav>
      <div className="desk-main">
        {!online && (
          <p className="desk-offline" role="status">
            {t('offline')}
          </p>
        )}
        <HeaderStart value={headerStart}>
          <PageBoundary>{children}</PageBoundary>
        </HeaderStart>
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
  const start = useContext(HeaderStart)
  return (
    <>
      <header className="desk-header">
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
