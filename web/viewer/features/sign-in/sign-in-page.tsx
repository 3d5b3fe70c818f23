import { ChevronRight } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useRoute } from '../../../shared/api/query.ts'
import { type Me, useSession } from '../../../shared/api/session.ts'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { TextField } from '../../../shared/ui/field.tsx'
import { LanguageSwitch } from '../../../shared/ui/language-switch.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { Tabs } from '../../../shared/ui/tabs.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { safeNext } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import './sign-in.css'
import { signInWords } from './sign-in.words.ts'

/** Sign in, register, or be a demo person; then back to where one was. */
export function SignInPage() {
  const t = useWords(signInWords)
  const { language } = useLanguage()
  const toast = useToast()
  const say = useProblemToast()
  const session = useSession()
  const [, go] = useLocation()
  const [params] = useSearchParams()
  const [tab, setTab] = useState<'sign_in' | 'register'>('sign_in')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [nickname, setNickname] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState<string>()
  const installation = useRoute('GET /v1/installation', undefined, { staleTime: 600_000 })
  // Asking for demo people elsewhere than in a demo would be refused, and be noted as an error.
  const demo = useRoute('GET /v1/demo/accounts', undefined, {
    enabled: installation.data?.demo === true,
    staleTime: 600_000,
  })
  const enter = async (which: string, act: () => Promise<Me>) => {
    setBusy(which)
    try {
      const me = await act()
      toast(t('welcome', { name: me.nickname }), 'good')
      const next = safeNext(params.get('next'))
      if (/^\/(studio|ops)(\/|$)/.test(next)) location.assign(next)
      else go(next, { replace: true })
    } catch (error) {
      say(error)
      setBusy(undefined)
    }
  }
  const wrong = {
    name: name.trim() ? undefined : t('needed'),
    password:
      tab === 'register' && password.length < 8 ? t('short') : password ? undefined : t('needed'),
    nickname: tab === 'sign_in' || nickname.trim() ? undefined : t('needed'),
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.values(wrong).some(Boolean)) return
    const sign_in_name = name.trim()
    void enter('form', () =>
      tab === 'sign_in'
        ? session.signIn({ sign_in_name, password })
        : session.register({ sign_in_name, password, nickname: nickname.trim(), language }),
    )
  }
  return (
    <Page title={t(tab)} aside={<LanguageSwitch />}>
      <div className="sign-in">
        <Tabs
          label={t('which')}
          value={tab}
          onChange={(next) => {
            setTab(next)
            setTried(false)
          }}
          tabs={[
            { value: 'sign_in', words: t('sign_in') },
            { value: 'register', words: t('register') },
          ]}
        />
        <form className="sign-in-form" noValidate onSubmit={submit}>
          {tab === 'register' && (
            <TextField
              label={t('nickname')}
              autoComplete="nickname"
              maxLength={24}
              value={nickname}
              error={tried ? wrong.nickname : undefined}
              onChange={({ target }) => setNickname(target.value)}
            />
          )}
          <TextField
            label={t('name')}
            autoComplete="username"
            autoCapitalize="none"
            maxLength={320}
            value={name}
            error={tried ? wrong.name : undefined}
            onChange={({ target }) => setName(target.value)}
          />
          <TextField
            label={t('password')}
            type="password"
            autoComplete={tab === 'sign_in' ? 'current-password' : 'new-password'}
            maxLength={128}
            hint={tab === 'register' ? t('password_hint') : undefined}
            value={password}
            error={tried ? wrong.password : undefined}
            onChange={({ target }) => setPassword(target.value)}
          />
          <Button type="submit" size="l" wide busy={busy === 'form'}>
            {tab === 'sign_in' ? t('do_sign_in') : t('do_register')}
          </Button>
        </form>
        {demo.data && demo.data.data.length > 0 && (
          <section className="demo">
            <h2 className="section-title">{t('demo')}</h2>
            <p className="faint">{t('demo_hint')}</p>
            <div className="card demo-people">
              {demo.data.data.map((person) => (
                <button
                  key={person.id}
                  type="button"
                  className="list-row"
                  disabled={busy !== undefined}
                  onClick={() => void enter(person.id, () => session.beDemo(person.id))}
                >
                  <Avatar name={person.nickname} src={person.avatar_url} size={40} />
                  <span className="grow">
                    <span className="row">
                      <b className="clip">{person.nickname}</b>
                      <span className="pill pill-plain">{t(person.role)}</span>
                    </span>
                    <span className="faint demo-words">
                      {language === 'en' ? person.words_en : person.words_zh}
                    </span>
                  </span>
                  {busy === person.id ? (
                    <span className="ui-ring" aria-hidden />
                  ) : (
                    <ChevronRight size={18} aria-hidden />
                  )}
                </button>
              ))}
            </div>
          </section>
        )}
      </div>
    </Page>
  )
}
