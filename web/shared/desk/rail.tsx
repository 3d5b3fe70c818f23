import { Link } from '@tanstack/react-router'
import { Drawer, Dropdown } from 'antd'
import { type LucideIcon, Menu } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { useMe, useSession } from './session.tsx'

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
/** Items that belong together; one without a label stands apart by a line alone. */
export type NavGroup = { label?: string; items: readonly NavItem[] }

type Navigation = { mark: ReactNode; nav: readonly NavGroup[] }

/** The dark rail: icons over words where there is little room, a list with headings where there is enough. */
export function Rail({ mark, nav }: Navigation) {
  const t = useWords(deskWords)
  return (
    <nav className="desk-rail" aria-label={t('navigation')}>
      <div className="desk-rail-mark">{mark}</div>
      <NavGroups nav={nav} />
      <RailAccount />
    </nav>
  )
}

/** On a phone the rail is behind a button of the header. */
export function RailMenu({ mark, nav }: Navigation) {
  const t = useWords(deskWords)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="desk-menu"
        aria-label={t('navigation')}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <Menu size={20} aria-hidden />
      </button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="left"
        // Where the colours of the app are.
        getContainer={() => document.querySelector<HTMLElement>('.desk-app') ?? document.body}
        size={264}
        title={mark}
        aria-label={t('navigation')}
        rootClassName="desk-menu-drawer"
        closable={{ placement: 'end' }}
      >
        <nav aria-label={t('navigation')}>
          <NavGroups nav={nav} onGo={() => setOpen(false)} />
          <RailAccount />
        </nav>
      </Drawer>
    </>
  )
}

function NavGroups({ nav, onGo }: { nav: readonly NavGroup[]; onGo?: () => void }) {
  const id = useId()
  return (
    <div className="desk-nav">
      {nav.map(({ label, items }) => (
        <div key={items[0]?.to}>
          {label && <p id={`${id}${items[0]?.to}`}>{label}</p>}
          <ul {...(label ? { 'aria-labelledby': `${id}${items[0]?.to}` } : {})}>
            {items.map(({ to, label: name, icon: Icon, count, exact }) => (
              <li key={to}>
                <Link
                  to={to as never}
                  activeOptions={{ exact: exact ?? false, includeSearch: false }}
                  {...(onGo ? { onClick: onGo } : {})}
                >
                  <Icon size={20} strokeWidth={1.7} aria-hidden />
                  <span>{name}</span>
                  {count ? <b className="num">{count > 99 ? '99+' : count}</b> : null}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}

/** Who works here; language and the way out. */
function RailAccount() {
  const t = useWords(deskWords)
  const { language, setLanguage } = useLanguage()
  const { nickname, avatar_url } = useMe()
  const { signOut } = useSession()
  return (
    <Dropdown
      placement="topRight"
      trigger={['click']}
      menu={{
        items: [
          { key: 'who', label: nickname, disabled: true },
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
      <button type="button" className="desk-rail-me">
        <span className="desk-avatar" aria-hidden>
          {avatar_url ? <img src={avatar_url} alt="" /> : nickname.slice(0, 1)}
        </span>
        <span className="sr-only">{t('account')}: </span>
        <span className="desk-rail-name">{nickname}</span>
      </button>
    </Dropdown>
  )
}
