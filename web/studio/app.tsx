import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { DeskApp } from '../shared/desk/desk-app.tsx'
import { SessionGate } from '../shared/desk/session.tsx'
import { SignInPage } from '../shared/desk/sign-in.tsx'
import { STUDIO_LOOK } from '../shared/desk/theme.ts'
import { useLanguage, useWords } from '../shared/i18n/language.tsx'
import { router } from './routes.tsx'
import { studioWords } from './studio.words.ts'
import './studio.css'

export const StudioApp = () => (
  <DeskApp look={STUDIO_LOOK}>
    <Door />
  </DeskApp>
)

function Door() {
  const t = useWords(studioWords)
  const { language } = useLanguage()
  useEffect(() => {
    document.title = language === 'en' ? 'Closedloop Studio' : 'Closedloop 工作台'
  }, [language])
  return (
    <SessionGate
      signIn={
        <SignInPage
          mark={<span className="desk-mark">C</span>}
          title={t('door_title')}
          words={t('door_words')}
          roles={['creator', 'merchant']}
          canRegister
        />
      }
    >
      <RouterProvider router={router} />
    </SessionGate>
  )
}
