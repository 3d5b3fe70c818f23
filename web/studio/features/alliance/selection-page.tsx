import { Button, Input, Select } from 'antd'
import { Check, PackageSearch, Plus } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyRange, MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import { NoticesPanel } from './notices-panel.tsx'
import { PlanKind, PlanNotice } from './plan-state.tsx'
import { ToRoomButton } from './to-room-button.tsx'
import './alliance.css'

const SORTS = ['newest', 'commission', 'sales'] as const
const LEAST = [0, 100_000, 200_000, 300_000, 400_000, 500_000]
type Filters = { q?: string; sort?: (typeof SORTS)[number]; least?: string }

/** The square where creators look for goods: what each earns, how it sells and comes back. */
export function SelectionPage() {
  const t = useWords(allianceWords)
  const format = useFormat()
  const [{ q, sort, least }, setFilters, clear] = useFilters<Filters>()
  const put = useAct(
    (product_id: string) => call('PUT /v1/me/showcase/:product_id', { params: { product_id } }),
    { done: t('put_in'), refresh: ['GET /v1/selection', 'GET /v1/me/showcase'] },
  )
  return (
    <Page title={t('selection')}>
      <NoticesPanel />
      <Panel flush>
        <div className="desk-tools alliance-tools">
          <Input.Search
            key={q ?? ''}
            allowClear
            className="studio-search"
            aria-label={t('search')}
            placeholder={t('search')}
            defaultValue={q ?? ''}
            onSearch={(words) => setFilters({ q: words.trim() || undefined })}
          />
          <Select
            aria-label={t('sort_newest')}
            value={sort ?? 'newest'}
            popupMatchSelectWidth={false}
            onChange={(value) => setFilters({ sort: value === 'newest' ? undefined : value })}
            options={SORTS.map((value) => ({ value, label: t(`sort_${value}`) }))}
          />
          <Select
            aria-label={t('least')}
            value={least ?? '0'}
            popupMatchSelectWidth={false}
            onChange={(value) => setFilters({ least: value === '0' ? undefined : value })}
            options={LEAST.map((value) => ({
              value: String(value),
              label: `${t('least')} ${format.percent(value)}`,
            }))}
          />
        </div>
        <DataTable
          route="GET /v1/selection"
          options={{
            query: {
              ...(q ? { q } : {}),
              ...(sort ? { sort } : {}),
              ...(least ? { min_commission_ppm: Number(least) } : {}),
            },
          }}
          label={t('selection')}
          rowKey="id"
          min_width={1_150}
          filtered={Boolean(q || sort || least)}
          onClear={clear}
          empty={
            <StateCard
              icon={PackageSearch}
              title={t('none_selection')}
              words={t('none_selection_words')}
            />
          }
          columns={[
            {
              title: t('goods'),
              key: 'goods',
              minWidth: 240,
              render: (_, row) => (
                <GoodsCell url={row.picture_url} title={row.title} words={row.shop_name} />
              ),
            },
            {
              title: t('rate'),
              key: 'rate',
              width: 190,
              align: 'right',
              render: (_, row) =>
                row.commission_ppm === null ? (
                  <span className="desk-quiet">{t('own_goods')}</span>
                ) : (
                  <>
                    <b className="num">{format.percent(row.commission_ppm)}</b>{' '}
                    {row.plan_kind && row.plan_kind !== 'open' && <PlanKind kind={row.plan_kind} />}
                    {row.notice && (
                      <div className="desk-goods-words">
                        <PlanNotice
                          plan={{
                            notice: {
                              ...row.notice,
                              from_ppm: row.commission_ppm,
                              announced_at: '',
                            },
                            excludes_from: null,
                          }}
                        />
                      </div>
                    )}
                  </>
                ),
            },
            {
              title: t('price'),
              key: 'price',
              width: 150,
              align: 'right',
              render: (_, row) => (
                <MoneyRange from={row.price_from} to={row.price_to} currency={row.currency} />
              ),
            },
            {
              title: t('earns'),
              key: 'earns',
              width: 110,
              align: 'right',
              render: (_, row) =>
                row.commission_ppm === null ? (
                  '—'
                ) : (
                  <MoneyText
                    fen={Math.round((row.price_from * row.commission_ppm) / 1_000_000)}
                    currency={row.currency}
                  />
                ),
            },
            {
              title: t('stock'),
              key: 'stock',
              width: 80,
              align: 'right',
              render: (_, row) => <span className="num">{format.compact(row.stock)}</span>,
            },
            {
              title: t('sold_30d'),
              key: 'sold',
              width: 100,
              align: 'right',
              render: (_, row) => <span className="num">{format.compact(row.sold_30d)}</span>,
            },
            {
              title: t('return_rate'),
              key: 'returns',
              width: 90,
              align: 'right',
              render: (_, row) =>
                row.return_ppm === null ? (
                  <span className="desk-quiet">{t('none_rate')}</span>
                ) : (
                  <span className="num">{format.percent(row.return_ppm, 1)}</span>
                ),
            },
            {
              title: t('score'),
              key: 'score',
              width: 90,
              align: 'right',
              render: (_, row) =>
                row.shop_score === null ? (
                  <span className="desk-quiet">{t('none_rate')}</span>
                ) : (
                  <span className="num">{(row.shop_score / 100).toFixed(2)}</span>
                ),
            },
            {
              title: t('acts'),
              key: 'acts',
              width: 230,
              render: (_, row) => (
                <div className="alliance-row-acts">
                  {row.in_showcase ? (
                    <span className="desk-quiet">
                      <Check size={14} aria-hidden /> {t('in_showcase')}
                    </span>
                  ) : (
                    <Button
                      size="small"
                      icon={<Plus size={14} aria-hidden />}
                      loading={put.busy}
                      onClick={() => void put.run(row.id)}
                    >
                      {t('to_showcase')}
                    </Button>
                  )}
                  <ToRoomButton product_id={row.id} title={row.title} />
                </div>
              ),
            },
          ]}
        />
      </Panel>
    </Page>
  )
}
