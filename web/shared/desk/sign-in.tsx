import { Button, Form, Input, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Answer, call } from '../api/client.ts'
import { useRoute } from '../api/query.ts'
import { useLanguage, useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { useAct } from './say.ts'
import { useSession } from './session.tsx'

type DemoPerson = Answer<'GET /v1/demo/accounts'>['data'][number]
type Fields = { sign_in_name: string; password: string; nickname?: string }

/** The door of a desktop app: name and password, or one click on a demo person. `roles` come first. */
export function SignInPage({
  mark,
  title,
  words,
  roles,
  canRegister = false,
}: {
  mark: ReactNode
  title: string
  words: string
  roles: readonly DemoPerson['role'][]
  canRegister?: boolean
}) {
  const t = useWords(deskWords)
  const { language } = useLanguage()
  const { become } = useSession()
  const [registering, setRegistering] = useState(false)
  const demo = useRoute('GET /v1/demo/accounts', undefined, { retry: false })
  const enter = useAct(async ({ sign_in_name, password, nickname }: Fields) =>
    become(
      registering
        ? await call('POST /v1/registration', {
            body: { sign_in_name, password, nickname: nickname ?? '', language },
          })
        : await call('POST /v1/session', { body: { sign_in_name, password } }),
    ),
  )
  const beDemo = useAct(async (account_id: string) =>
    become(await call('POST /v1/demo/session', { body: { account_id } })),
  )
  const needed = (what: string) => [{ required: true, message: t('needed', { what }) }]
  return (
    <div className="desk-door">
      <aside className="desk-door-side">
        <div className="desk-door-mark">{mark}</div>
        <h1>{title}</h1>
        <p>{words}</p>
      </aside>
      <main className="desk-door-main">
        <div className="desk-door-language">
          <LanguageSwitch />
        </div>
        <div className="desk-door-box">
          <h2>{t(registering ? 'register' : 'sign_in')}</h2>
          <p className="desk-quiet">{t(registering ? 'register_lead' : 'sign_in_lead')}</p>
          <Form<Fields>
            layout="vertical"
            requiredMark={false}
            onFinish={(fields) => void enter.run(fields)}
          >
            <Form.Item
              name="sign_in_name"
              label={t('sign_in_name')}
              rules={needed(t('sign_in_name'))}
            >
              <Input size="large" autoComplete="username" />
            </Form.Item>
            {registering && (
              <Form.Item name="nickname" label={t('nickname')} rules={needed(t('nickname'))}>
                <Input size="large" maxLength={24} autoComplete="nickname" />
              </Form.Item>
            )}
            <Form.Item
              name="password"
              label={t('password')}
              rules={
                registering
                  ? [{ min: 8, required: true, message: t('password_short') }]
                  : needed(t('password'))
              }
            >
              <Input.Password
                size="large"
                autoComplete={registering ? 'new-password' : 'current-password'}
              />
            </Form.Item>
            <Button type="primary" size="large" block htmlType="submit" loading={enter.busy}>
              {t(registering ? 'register' : 'sign_in')}
            </Button>
          </Form>
          {canRegister && (
            <Button
              type="link"
              className="desk-door-other"
              onClick={() => setRegistering(!registering)}
            >
              {t(registering ? 'have_account' : 'register')}
            </Button>
          )}
          {demo.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
          {demo.data && (
            <DemoPeople
              people={demo.data.data}
              roles={roles}
              busy={beDemo.busy}
              onChoose={(id) => void beDemo.run(id)}
            />
          )}
        </div>
      </main>
    </div>
  )
}

function DemoPeople({
  people,
  roles,
  busy,
  onChoose,
}: {
  people: readonly DemoPerson[]
  roles: readonly DemoPerson['role'][]
  busy: boolean
  onChoose: (account_id: string) => void
}) {
  const t = useWords(deskWords)
  const { language } = useLanguage()
  const fit = people.filter((person) => roles.includes(person.role))
  return (
    <section className="desk-door-demo" aria-label={t('demo_people')}>
      <p>{t('demo_people')}</p>
      <ul>
        {fit.map((person) => (
          <li key={person.id}>
            <button type="button" disabled={busy} onClick={() => onChoose(person.id)}>
              <span className="desk-avatar" aria-hidden>
                {person.avatar_url ? (
                  <img src={person.avatar_url} alt="" />
                ) : (
                  person.nickname.slice(0, 1)
                )}
              </span>
              <span>
                <b>{person.nickname}</b>
                <small>{language === 'en' ? person.words_en : person.words_zh}</small>
              </span>
              <em>{t(`role_${person.role}`)}</em>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
