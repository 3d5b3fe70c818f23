import { Tabs } from 'antd'
import { useFilters } from '../../../shared/desk/filters.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCurrentShop } from '../../current-shop.tsx'
import { SampleGoods } from './sample-goods.tsx'
import { SampleOffers } from './sample-offers.tsx'
import { samplesWords } from './samples.words.ts'
import { MySamples, ShopSamples } from './samples-table.tsx'
import './samples.css'

type Tab = 'goods' | 'mine' | 'shop' | 'offers'

/** Samples from both sides: creators ask and show, shops give and send. */
export function SamplesPage() {
  const t = useWords(samplesWords)
  const me = useMe()
  const shop = useCurrentShop()
  const [filters, setFilters] = useFilters<{ tab?: Tab }>()
  const tabs: Tab[] = [
    ...(me.is_creator ? (['goods', 'mine'] as const) : []),
    ...(shop?.state === 'open' ? (['shop', 'offers'] as const) : []),
  ]
  const tab = tabs.find((one) => one === filters.tab) ?? tabs[0]
  return (
    <Page title={t('samples')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(key) => setFilters({ tab: key as Tab })}
          items={tabs.map((key) => ({ key, label: t(`tab_${key}`) }))}
        />
        {tab === 'goods' && <SampleGoods />}
        {tab === 'mine' && <MySamples />}
        {tab === 'shop' && shop && <ShopSamples shop_id={shop.id} />}
        {tab === 'offers' && shop && <SampleOffers shop_id={shop.id} />}
      </Panel>
    </Page>
  )
}
