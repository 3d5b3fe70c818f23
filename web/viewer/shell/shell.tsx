import { Clapperboard, Home, ReceiptText, Search, ShoppingCart, User } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { Link, useLocation } from 'wouter'
import { useRoute } from '../../shared/api/query.ts'
import { useMe } from '../../shared/api/session.ts'
import { useWords } from '../../shared/i18n/language.tsx'
import { LanguageSwitch } from '../../shared/ui/language-switch.tsx'
import { useIsAnythingKept } from '../features/checkout/buy-board.ts'
import { paths } from '../paths.ts'
import { useScrollPlaces } from './scroll.ts'
import './shell.css'
import { shellWords } from './shell.words.ts'

const BuyChip = lazy(async () => ({
  default: (await import('../features/checkout/buy-chip.tsx')).BuyChip,
}))

const TABS = [
  { path: paths.home(), word: 'home', icon: Home },
  { path: paths.search(), word: 'search', icon: Search },
  { path: paths.basket(), word: 'basket', icon: ShoppingCart },
  { path: paths.orders(), word: 'orders', icon: ReceiptText },
  { path: paths.me(), word: 'me', icon: User },
] as const

/** The stage every page stands on, and how one gets around: tabs on a phone, a rail on a desktop. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useWords(shellWords)
  const [location] = useLocation()
  const me = useMe()
  const basket = useRoute('GET /v1/basket', undefined, { enabled: Boolean(me), staleTime: 30_000 })
  const buying = useIsAnythingKept()
  const count = me ? (basket.data?.count ?? 0) : 0
  const isRoom = location.startsWith('/room/')
  const isFeed = location === '/' || location === '/following'
  const here = (path: string) => (path === '/' ? isFeed : location === path)
  const tabbed = isFeed || TABS.some(({ path }) => path === location)
  useScrollPlaces(location)
  const links = (size: number) =>
    TABS.map(({ path, word, icon: Icon }) => (
      <Link key={path} href={path} aria-current={here(path) ? 'page' : undefined}>
        <span className="nav-icon">
          <Icon size={size} aria-hidden />
          {word === 'basket' && count > 0 && (
            <span className="nav-count num">{count > 99 ? '99+' : count}</span>
          )}
        </span>
        <span className="nav-word">{t(word)}</span>
      </Link>
    ))
  return (
    <>
      <aside className="rail">
        <Link href={paths.home()} className="rail-brand">
          <span className="rail-mark" aria-hidden />
          {t('app')}
        </Link>
        <nav aria-label={t('nav')}>{links(22)}</nav>
        <div className="rail-foot">
          <a href={paths.studio()}>
            <Clapperboard size={18} aria-hidden />
            {t('studio')}
          </a>
          <LanguageSwitch />
        </div>
      </aside>
      <main
        className={`stage${tabbed ? ' stage-tabs' : ''}${isRoom || isFeed ? ' stage-dark' : ''}`}
      >
        {children}
      </main>
      <Suspense>{me && buying && <BuyChip account_id={me.id} />}</Suspense>
      {tabbed && (
        <nav className={`tab-bar${isFeed ? ' tab-bar-dark' : ''}`} aria-label={t('nav')}>
          {links(22)}
        </nav>
      )}
    </>
  )
}
