import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { ChevronDown, Plus, Store } from 'lucide-react'
import { useEffect } from 'react'
import { type Me, useMe } from '../shared/desk/session.tsx'
import { StatusTag, type Tone } from '../shared/desk/status-tag.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { paths } from './paths.ts'
import { studioWords } from './studio.words.ts'

export type MyShop = Me['shops'][number]

const KEPT = 'studio-shop'

export const SHOP_TONES: Record<string, Tone> = {
  draft: 'neutral',
  in_review: 'info',
  rejected: 'danger',
  deposit_due: 'warning',
  open: 'success',
  suspended: 'danger',
  closed: 'neutral',
}

export function ShopStateTag({ state }: { state: string }) {
  const t = useWords(studioWords)
  return (
    <StatusTag tone={SHOP_TONES[state] ?? 'neutral'}>
      {t(`state_${state}` as 'state_open')}
    </StatusTag>
  )
}

/** The shop in the address; else the one worked at last; else the first. */
export function useCurrentShop(): MyShop | undefined {
  const { shops } = useMe()
  const { shop_id } = useParams({ strict: false }) as { shop_id?: string }
  useEffect(() => {
    if (shop_id) localStorage.setItem(KEPT, shop_id)
  }, [shop_id])
  return (
    shops.find(({ id }) => id === shop_id) ??
    shops.find(({ id }) => id === localStorage.getItem(KEPT)) ??
    shops[0]
  )
}

/** Names the shop one works at, and lets one change it. */
export function ShopSwitcher() {
  const t = useWords(studioWords)
  const { shops } = useMe()
  const current = useCurrentShop()
  const navigate = useNavigate()
  if (!current) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectedKeys: [current.id],
        items: [
          ...shops.map((shop) => ({
            key: shop.id,
            label: (
              <span className="studio-shop-choice">
                {shop.name}
                <ShopStateTag state={shop.state} />
              </span>
            ),
          })),
          { type: 'divider' as const },
          { key: 'new', label: t('open_another'), icon: <Plus size={14} aria-hidden /> },
        ],
        onClick: ({ key }) => void navigate(key === 'new' ? paths.openShop() : paths.goods(key)),
      }}
    >
      <Button className="studio-shop" icon={<Store size={15} aria-hidden />}>
        <span>{current.name}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Dropdown>
  )
}
