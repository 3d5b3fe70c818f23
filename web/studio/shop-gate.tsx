import { Store } from 'lucide-react'
import { lazy, type ReactNode } from 'react'
import { useMe } from '../shared/desk/session.tsx'
import { Page } from '../shared/desk/shell.tsx'
import { StateCard } from '../shared/desk/states.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { studioWords } from './studio.words.ts'

const ApplicationPage = lazy(async () => ({
  default: (await import('./features/shops/application-page.tsx')).ApplicationPage,
}))

/** Pages of a shop stand behind its opening: until then its application is shown in their place. */
export function ShopGate({ shop_id, children }: { shop_id: string; children: ReactNode }) {
  const t = useWords(studioWords)
  const { shops } = useMe()
  const shop = shops.find(({ id }) => id === shop_id)
  if (!shop)
    return (
      <Page title={t('shop')}>
        <StateCard icon={Store} title={t('not_staff')} />
      </Page>
    )
  if (['draft', 'in_review', 'rejected', 'deposit_due'].includes(shop.state))
    return <ApplicationPage shop_id={shop_id} />
  return children
}
