import { Outlet } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import {
  Activity,
  Box,
  ChartNoAxesColumn,
  Gavel,
  History,
  Link2,
  Percent,
  ReceiptText,
  ScanEye,
  Send,
  ShieldCheck,
  Store,
  Ticket,
  Users,
  Wallet,
} from 'lucide-react'
import { Suspense } from 'react'
import type { NavItem } from '../shared/desk/rail.tsx'
import { Shell } from '../shared/desk/shell.tsx'
import { useLanguage, useWords } from '../shared/i18n/language.tsx'
import { useMay } from './duties.tsx'
import { opsWords } from './ops.words.ts'
import { useQueues } from './queues.ts'

/** The rail shows what the duties open, with what waits behind each. */
export function OpsShell() {
  const t = useWords(opsWords)
  const { language } = useLanguage()
  const may = useMay()
  const queues = useQueues()
  const nav: (NavItem | false)[] = [
    { to: '/', label: t('overview'), icon: ChartNoAxesColumn, exact: true },
    may('reviewer') && {
      to: '/applications',
      label: t('applications'),
      icon: Store,
      count: queues.applications?.count,
    },
    may('reviewer') && {
      to: '/listings',
      label: t('listings'),
      icon: Box,
      count: queues.listings?.count,
    },
    { to: '/orders', label: t('orders'), icon: ReceiptText },
    may('judge') && {
      to: '/disputes',
      label: t('disputes'),
      icon: Gavel,
      count: queues.disputes?.count,
    },
    { to: '/link-policy', label: t('policy'), icon: Link2 },
    may('finance') && {
      to: '/money',
      label: t('money'),
      icon: Wallet,
      count: queues.differences?.count,
    },
    may('finance') && { to: '/payouts', label: t('payouts'), icon: Send },
    may('finance') && { to: '/pasts', label: t('pasts'), icon: History },
    may('finance') && { to: '/coupons', label: t('coupons'), icon: Ticket },
    may('finance') && { to: '/deposits', label: t('deposits'), icon: ShieldCheck },
    may('finance') && { to: '/terms', label: t('terms'), icon: Percent },
    { to: '/patrol', label: t('patrol'), icon: ScanEye },
    may('admin') && { to: '/staff', label: t('staff'), icon: Users },
    { to: '/health', label: t('health'), icon: Activity },
  ]
  return (
    <Shell
      mark={<span className="desk-mark">{language === 'en' ? 'O' : '管'}</span>}
      nav={[{ items: nav.filter((item) => item !== false) }]}
    >
      <Suspense
        fallback={
          <div className="ops-loading" aria-busy="true">
            <Skeleton active paragraph={{ rows: 8 }} />
          </div>
        }
      >
        <Outlet />
      </Suspense>
    </Shell>
  )
}
