import { Tabs } from 'antd'
import { useFilters } from '../../../shared/desk/filters.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { AccountsTab } from './accounts-tab.tsx'
import { BillsTab } from './bills-tab.tsx'
import { DaysTab } from './days-tab.tsx'
import { DeskTab } from './desk-tab.tsx'
import { DifferencesTab } from './differences-tab.tsx'
import { JournalsTab } from './journals-tab.tsx'
import { moneyWords } from './money.words.ts'
import { reconcileWords } from './reconcile.words.ts'
import { TradesTab } from './trades-tab.tsx'
import { PayoutsTab, RefundsTab } from './transfers-tabs.tsx'
import './money.css'

export type MoneySearch = {
  tab?: string
  order_id?: string
  account?: string
  kind?: string
  state?: string
  provider?: string
  day?: string
  owner?: string
  /** At least so many days, and fewer than so many. */
  age?: string
  under?: string
  unchecked?: string
  currency?: string
}
const TABS = {
  desk: DeskTab,
  accounts: AccountsTab,
  journals: JournalsTab,
  days: DaysTab,
  differences: DifferencesTab,
  bills: BillsTab,
  trades: TradesTab,
  refunds: RefundsTab,
  payouts: PayoutsTab,
} as const

/** The finance desk and the books: what waits, balances, journals, sealed days, what did not match, bills, and money on its way. */
export function MoneyPage() {
  const t = useWords(moneyWords)
  const more = useWords(reconcileWords)
  const [search, set] = useFilters<MoneySearch>()
  const tab = (search.tab ?? 'desk') as keyof typeof TABS
  const Shown = TABS[tab]
  return (
    <Page title={t('title')} meta={t('meta')}>
      <Panel flush>
        <Tabs
          className="desk-tabs"
          activeKey={tab}
          onChange={(word) =>
            set({
              tab: word === 'desk' ? undefined : word,
              state: undefined,
              order_id: undefined,
              account: undefined,
              kind: undefined,
              provider: undefined,
              day: undefined,
              owner: undefined,
              age: undefined,
              under: undefined,
              unchecked: undefined,
              currency: undefined,
            })
          }
          items={(Object.keys(TABS) as (keyof typeof TABS)[]).map((key) => ({
            key,
            label:
              key === 'desk' || key === 'bills' || key === 'trades'
                ? more(`tab_${key}`)
                : t(`tab_${key}`),
            children: key === tab ? <Shown /> : null,
          }))}
        />
      </Panel>
    </Page>
  )
}
