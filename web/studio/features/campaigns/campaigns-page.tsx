import { Tabs } from 'antd'
import { useFilters } from '../../../shared/desk/filters.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCurrentShop } from '../../current-shop.tsx'
import { CampaignGoods } from './campaign-goods.tsx'
import { campaignsWords } from './campaigns.words.ts'
import { LeaderCampaigns } from './leader-campaigns.tsx'
import { LeaderItems } from './leader-items.tsx'
import { OpenCampaigns } from './open-campaigns.tsx'
import { ShopItems } from './shop-items.tsx'
import './campaigns.css'

type Tab = 'goods' | 'open' | 'shop' | 'answer' | 'mine'

/** Leaders' campaigns from the three sides: creators sell by them, shops put goods in, leaders run them. */
export function CampaignsPage() {
  const t = useWords(campaignsWords)
  const me = useMe()
  const shop = useCurrentShop()
  const [filters, setFilters] = useFilters<{ tab?: Tab }>()
  const sells = shop?.state === 'open'
  const tabs: Tab[] = [
    ...(me.is_creator ? (['goods'] as const) : []),
    ...(sells ? (['open', 'shop'] as const) : []),
    'answer',
    'mine',
  ]
  const tab = tabs.find((one) => one === filters.tab) ?? (tabs[0] as Tab)
  return (
    <Page title={t('campaigns')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(key) => setFilters({ tab: key as Tab })}
          items={tabs.map((key) => ({ key, label: t(`tab_${key}`) }))}
        />
        {tab === 'goods' && <CampaignGoods />}
        {tab === 'open' && shop && <OpenCampaigns shop_id={shop.id} />}
        {tab === 'shop' && shop && <ShopItems shop_id={shop.id} />}
        {tab === 'answer' && <LeaderItems />}
        {tab === 'mine' && <LeaderCampaigns />}
      </Panel>
    </Page>
  )
}
