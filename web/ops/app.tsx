import { RouterProvider } from '@tanstack/react-router'
import { Button } from 'antd'
import { ShieldX } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import '../shared/ui/base.css'
import { DeskApp } from '../shared/desk/desk-app.tsx'
import { LanguageSwitch } from '../shared/desk/language-switch.tsx'
import { SessionGate, useMe, useSession } from '../shared/desk/session.tsx'
import { SignInPage } from '../shared/desk/sign-in.tsx'
import { StateCard } from '../shared/desk/states.tsx'
import { OPS_LOOK } from '../shared/desk/theme.ts'
import { useLanguage, useWords } from '../shared/i18n/language.tsx'
import { opsWords } from './ops.words.ts'
import { router } from './routes.tsx'
import './ops.css'

export const OpsApp = () => (
  <DeskApp look={OPS_LOOK}>
    <Door />
  </DeskApp>
)

function Door() {
  const t = useWords(opsWords)
  const { language } = useLanguage()
  useEffect(() => {
    document.title = language === 'en' ? 'Closedloop Ops' : 'Closedloop 运营台'
  }, [language])
  return (
    <SessionGate
      signIn={
        <SignInPage
          mark={<span className="desk-mark">C</span>}
          title={t('door_title')}
          words={t('door_words')}
          roles={['operator']}
        />
      }
    >
      <StaffOnly>
        <RouterProvider router={router} />
      </StaffOnly>
    </SessionGate>
  )
}

/** Buyers and merchants have accounts too; only those with a duty work here. */
function StaffOnly({ children }: { children: ReactNode }) {
  const t = useWords(opsWords)
  const { duties, nickname } = useMe()
  const { signOut } = useSession()
  if (duties.length > 0) return children
  return (
    <main className="desk-alone">
      <h1 className="sr-only">{t('door_title')}</h1>
      <StateCard icon={ShieldX} title={t('not_staff', { nickname })} words={t('not_staff_words')}>
        <Button type="primary" onClick={() => void signOut()}>
          {t('sign_in_other')}
        </Button>
        <LanguageSwitch />
      </StateCard>
    </main>
  )
}
