import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { keyOf } from '../../../shared/api/query.ts'
import type { Me } from '../../../shared/api/session.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { TextArea, TextField } from '../../../shared/ui/field.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import './me.css'
import { meWords } from './me.words.ts'

function Profile({ me }: { me: Me }) {
  const t = useWords(meWords)
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const [nickname, setNickname] = useState(me.nickname)
  const [bio, setBio] = useState(me.bio)
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState<'profile' | 'password'>()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!nickname.trim()) return
    setBusy('profile')
    try {
      const after = await call('PATCH /v1/me', {
        body: { nickname: nickname.trim(), bio: bio.trim() },
      })
      client.setQueryData(keyOf('GET /v1/me', undefined), after)
      toast(t('saved'), 'good')
    } catch (error) {
      say(error)
    } finally {
      setBusy(undefined)
    }
  }
  const changePassword = async (event: FormEvent) => {
    event.preventDefault()
    setBusy('password')
    try {
      await call('PUT /v1/me/password', { body: { current, password } })
      setCurrent('')
      setPassword('')
      toast(t('password_saved'), 'good')
    } catch (error) {
      say(error)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <>
      <form className="card me-form" style={{ marginTop: 0 }} onSubmit={save}>
        <TextField
          label={t('nickname')}
          maxLength={24}
          value={nickname}
          error={nickname.trim() ? undefined : t('needed')}
          onChange={({ target }) => setNickname(target.value)}
        />
        <TextArea
          label={t('bio')}
          hint={t('bio_hint')}
          maxLength={300}
          value={bio}
          onChange={({ target }) => setBio(target.value)}
        />
        <p className="faint num">
          {t('sign_in_names')}: {me.sign_in_names.join(' · ')}
        </p>
        <Button type="submit" size="l" wide busy={busy === 'profile'}>
          {t('save')}
        </Button>
      </form>
      <form className="card me-form" onSubmit={changePassword}>
        <h2 className="section-title">{t('password')}</h2>
        <TextField
          label={t('current')}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={({ target }) => setCurrent(target.value)}
        />
        <TextField
          label={t('new_password')}
          hint={t('new_hint')}
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={128}
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <Button
          type="submit"
          tone="outline"
          size="l"
          wide
          busy={busy === 'password'}
          disabled={!current || password.length < 8}
        >
          {t('password')}
        </Button>
      </form>
    </>
  )
}

/** Nickname, words about me, password. */
export function ProfilePage() {
  const t = useWords(meWords)
  return (
    <Page title={t('profile')}>
      <SignedIn>{(me) => <Profile me={me} />}</SignedIn>
    </Page>
  )
}
