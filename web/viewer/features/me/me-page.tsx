import { useQueryClient } from '@tanstack/react-query'
import {
  ChevronRight,
  Clapperboard,
  Clock,
  Heart,
  type LucideIcon,
  MapPin,
  Package,
  RotateCcw,
  ShieldCheck,
  Store,
  Ticket,
  Truck,
  UserRound,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { call } from '../../../shared/api/client.ts'
import { keyOf, useRoute } from '../../../shared/api/query.ts'
import { type Me, useMe, useSession } from '../../../shared/api/session.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Ask } from '../../../shared/ui/ask.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { LanguageSwitch } from '../../../shared/ui/language-switch.tsx'
import { Avatar } from '../../../shared/ui/picture.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import './me.css'
import { meWords } from './me.words.ts'

function Row({ icon: Icon, words, hint }: { icon: LucideIcon; words: string; hint?: string }) {
  return (
    <>
      <Icon size={20} aria-hidden />
      <span className="grow">
        {words}
        {hint && <span className="faint me-hint">{hint}</span>}
      </span>
      <ChevronRight size={18} aria-hidden />
    </>
  )
}

function OrderWays() {
  const t = useWords(meWords)
  const counts = useRoute('GET /v1/orders/counts')
  const ways = [
    { icon: Clock, word: 'unpaid', path: paths.orders('unpaid') },
    { icon: Package, word: 'to_ship', path: paths.orders('to_ship') },
    { icon: Truck, word: 'shipped', path: paths.orders('shipped') },
    { icon: RotateCcw, word: 'aftersales', path: paths.aftersales() },
  ] as const
  return (
    <section className="card">
      <div className="row">
        <h2 className="section-title grow">{t('orders')}</h2>
        <Link href={paths.orders()} className="me-all">
          {t('all_orders')}
          <ChevronRight size={16} aria-hidden />
        </Link>
      </div>
      <div className="me-ways">
        {ways.map(({ icon: Icon, word, path }) => (
          <Link key={word} href={path}>
            <span className="nav-icon">
              <Icon size={24} strokeWidth={1.7} aria-hidden />
              {counts.data && counts.data[word] > 0 && (
                <span className="nav-count num">{counts.data[word]}</span>
              )}
            </span>
            <span className="me-way-word">{t(word)}</span>
          </Link>
        ))}
      </div>
    </section>
  )
}

function Mine({ me }: { me: Me }) {
  const t = useWords(meWords)
  const format = useFormat()
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const { signOut } = useSession()
  const [, go] = useLocation()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const become = async () => {
    setBusy(true)
    try {
      const after = await call('PATCH /v1/me', { body: { is_creator: true } })
      client.setQueryData(keyOf('GET /v1/me', undefined), after)
      toast(t('creator_done'), 'good')
      setAsking(false)
    } catch (error) {
      say(error)
    } finally {
      setBusy(false)
    }
  }
  const leave = async () => {
    try {
      await signOut()
      toast(t('signed_out'))
      go(paths.home())
    } catch (error) {
      say(error)
    }
  }
  return (
    <>
      <section className="card me-head">
        <Avatar name={me.nickname} src={me.avatar_url} size={60} />
        <div className="grow">
          <p className="me-name clip">
            {me.nickname} {me.is_creator && <span className="pill">{t('creator_tag')}</span>}
          </p>
          <p className="muted num">
            {t('following', { count: format.compact(me.following) })} ·{' '}
            {t('followers', { count: format.compact(me.followers) })}
          </p>
        </div>
      </section>
      <OrderWays />
      <section className="card me-list">
        <Link href={paths.coupons()} className="list-row">
          <Row icon={Ticket} words={t('coupons')} />
        </Link>
        <Link href={paths.addresses()} className="list-row">
          <Row icon={MapPin} words={t('addresses')} />
        </Link>
        <Link href={paths.followed()} className="list-row">
          <Row icon={Heart} words={t('followed')} />
        </Link>
        <Link href={paths.profile()} className="list-row">
          <Row icon={UserRound} words={t('profile')} />
        </Link>
      </section>
      <section className="card me-list">
        {me.is_creator ? (
          <a href={paths.studio()} className="list-row">
            <Row icon={Clapperboard} words={t('studio')} hint={t('studio_hint')} />
          </a>
        ) : (
          <button type="button" className="list-row" onClick={() => setAsking(true)}>
            <Row icon={Clapperboard} words={t('creator')} hint={t('creator_hint')} />
          </button>
        )}
        <a href={paths.studio()} className="list-row">
          {me.shops.length > 0 ? (
            <Row
              icon={Store}
              words={t('my_shop')}
              hint={me.shops.map(({ name }) => name).join(' · ')}
            />
          ) : (
            <Row icon={Store} words={t('shop')} hint={t('shop_hint')} />
          )}
        </a>
        {me.duties.length > 0 && (
          <a href={paths.ops()} className="list-row">
            <Row icon={ShieldCheck} words={t('ops')} />
          </a>
        )}
      </section>
      <div className="me-foot">
        <Button tone="outline" size="l" wide onClick={() => void leave()}>
          {t('sign_out')}
        </Button>
      </div>
      <Ask
        open={asking}
        title={t('creator_ask')}
        yes={t('creator_yes')}
        no={t('creator_no')}
        busy={busy}
        onYes={() => void become()}
        onClose={() => setAsking(false)}
      >
        {t('creator_words')}
      </Ask>
    </>
  )
}

function Stranger(): ReactNode {
  const t = useWords(meWords)
  return (
    <>
      <Link href={paths.signIn(paths.me())} className="card me-head">
        <span className="me-nobody">
          <UserRound size={30} aria-hidden />
        </span>
        <span className="grow">
          <span className="me-name">{t('hello')}</span>
          <span className="muted me-hint">{t('hello_hint')}</span>
        </span>
        <ChevronRight size={20} aria-hidden />
      </Link>
      <section className="card me-list">
        <a href={paths.studio()} className="list-row">
          <Row icon={Store} words={t('shop')} hint={t('shop_hint')} />
        </a>
      </section>
    </>
  )
}

/** What is mine, and the doors to the studio. */
export function MePage() {
  const t = useWords(meWords)
  const me = useMe()
  return (
    <Page title={t('me')} root aside={<LanguageSwitch />}>
      {me ? <Mine me={me} /> : me === null ? <Stranger /> : null}
    </Page>
  )
}
