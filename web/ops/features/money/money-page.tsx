import { Tabs } from 'antd'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { AccountsTab } from './accounts-tab.tsx'
import { DaysTab } from './days-tab.tsx'
import { DifferencesTab } from './differences-tab.tsx'
import { JournalsTab } from './journals-tab.tsx'
import { moneyWords } from './money.words.ts'
import { PayoutsTab, RefundsTab } from './transfers-tabs.tsx'
import './money.css'

export type MoneySearch = {
  tab?: string
  order_id?: string
  account?: string
  kind?: string
  state?: string
}
const TABS = {
  accounts: AccountsTab,
  journals: JournalsTab,
  days: DaysTab,
  differences: DifferencesTab,
  refunds: RefundsTab,
  payouts: PayoutsTab,
} as const

/** The books: balances, journals, sealed days, what did not match, and money on its way. */
export function MoneyPage() {
  const t = useWords(moneyWords)
  const [search, set] = useFilters<MoneySearch>()
  const tab = (search.tab ?? 'accounts') as keyof typeof TABS
  const Shown = TABS[tab]
  return (
    <Page title={t('title')} meta={t('meta')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(word) =>
            set({
              tab: word === 'accounts' ? undefined : word,
              state: undefined,
              order_id: undefined,
              account: undefined,
              kind: undefined,
            })
          }
          items={(Object.keys(TABS) as (keyof typeof TABS)[]).map((key) => ({
            key,
            label: t(`tab_${key}`),
            children: key === tab ? <Shown /> : null,
          }))}
        />
      </Panel>
    </Page>
  )
}
