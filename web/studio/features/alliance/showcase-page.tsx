import { Link } from '@tanstack/react-router'
import { Button, Table } from 'antd'
import {
  ArrowDown,
  ArrowUp,
  ArrowUpToLine,
  ExternalLink,
  Handshake,
  LayoutGrid,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyRange } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths, viewerPaths } from '../../paths.ts'
import { allianceWords } from './alliance.words.ts'
import { NoticesPanel } from './notices-panel.tsx'
import { PlanKind } from './plan-state.tsx'
import './alliance.css'

const MINE = 'GET /v1/me/showcase'

/** What a creator shows on their page, in their order. */
export function ShowcasePage() {
  const t = useWords(allianceWords)
  const format = useFormat()
  const me = useMe()
  const found = useRoute(MINE)
  const rows = found.data?.data ?? []
  const order = useAct(
    (product_ids: string[]) => call('PUT /v1/me/showcase/order', { body: { product_ids } }),
    { refresh: [MINE] },
  )
  const take_out = useAct(
    (product_id: string) => call('DELETE /v1/me/showcase/:product_id', { params: { product_id } }),
    { done: t('taken_out'), refresh: [MINE, 'GET /v1/selection'] },
  )
  const move = (from: number, to: number) => {
    const ids = rows.map(({ id }) => id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    void order.run(ids)
  }
  return (
    <Page title={t('showcase')}>
      <p className="desk-quiet">{t('showcase_words')}</p>
      <div className="alliance-tools">
        <Link {...paths.selection()}>
          <Button type="primary">{t('go_selection')}</Button>
        </Link>
        <a href={viewerPaths.person(me.id)} target="_blank" rel="noreferrer">
          <Button icon={<ExternalLink size={15} aria-hidden />}>{t('view_page')}</Button>
        </a>
        <Link {...paths.agency()}>
          <Button icon={<Handshake size={15} aria-hidden />}>{t('agency')}</Button>
        </Link>
      </div>
      <NoticesPanel />
      <Panel flush>
        {found.error ? (
          <FailureState error={found.error} onRetry={() => void found.refetch()} />
        ) : rows.length === 0 && !found.isPending ? (
          <StateCard
            icon={LayoutGrid}
            title={t('none_showcase')}
            words={t('none_showcase_words')}
          />
        ) : (
          <TableScroll label={t('showcase')} least={760}>
            <Table
              rowKey="id"
              loading={found.isPending}
              pagination={rows.length > 50 ? { pageSize: 50, showSizeChanger: false } : false}
              dataSource={rows}
              columns={[
                {
                  title: t('goods'),
                  render: (_, row) => (
                    <GoodsCell
                      url={row.picture_url}
                      title={row.title}
                      words={
                        row.is_shown ? (
                          row.shop_name
                        ) : (
                          <StatusTag tone="warning">{t('not_shown')}</StatusTag>
                        )
                      }
                    />
                  ),
                },
                {
                  title: t('price'),
                  width: 160,
                  align: 'right',
                  render: (_, row) => (
                    <MoneyRange from={row.price_from} to={row.price_to} currency={row.currency} />
                  ),
                },
                {
                  title: t('rate'),
                  width: 140,
                  align: 'right',
                  render: (_, row) =>
                    row.commission_ppm === null ? (
                      <span className="desk-quiet">{t('no_pay')}</span>
                    ) : (
                      <>
                        <b className="num">{format.percent(row.commission_ppm)}</b>{' '}
                        {row.plan_kind && row.plan_kind !== 'open' && (
                          <PlanKind kind={row.plan_kind} />
                        )}
                      </>
                    ),
                },
                {
                  title: t('acts'),
                  width: 190,
                  render: (_, row) => {
                    const place = rows.indexOf(row)
                    const button = (
                      name: 'top' | 'up' | 'down',
                      icon: ReactNode,
                      to: number,
                      idle: boolean,
                    ) => (
                      <Button
                        size="small"
                        type="text"
                        aria-label={`${t(name)} ${row.title}`}
                        title={t(name)}
                        icon={icon}
                        disabled={idle || order.busy}
                        onClick={() => move(place, to)}
                      />
                    )
                    return (
                      <div className="alliance-row-acts">
                        {button('top', <ArrowUpToLine size={15} aria-hidden />, 0, place === 0)}
                        {button('up', <ArrowUp size={15} aria-hidden />, place - 1, place === 0)}
                        {button(
                          'down',
                          <ArrowDown size={15} aria-hidden />,
                          place + 1,
                          place === rows.length - 1,
                        )}
                        <Button
                          size="small"
                          type="text"
                          danger
                          aria-label={`${t('take_out')} ${row.title}`}
                          title={t('take_out')}
                          icon={<Trash2 size={15} aria-hidden />}
                          onClick={() => void take_out.run(row.id)}
                        />
                      </div>
                    )
                  },
                },
              ]}
            />
          </TableScroll>
        )}
      </Panel>
    </Page>
  )
}
