import { App, Button } from 'antd'
import type { ReactNode } from 'react'
import type { Body, Route } from '../../api/client.ts'
import { useFormat } from '../../i18n/format.ts'
import { useWords } from '../../i18n/language.tsx'
import { usePromotionWords } from '../../i18n/promotion-words.ts'
import { DataTable, type RowOf } from '../data-table.tsx'
import { MoneyText } from '../money-text.tsx'
import { useAct } from '../say.ts'
import { NothingYet } from '../states.tsx'
import { StatusTag, type Tone } from '../status-tag.tsx'
import { promotionsWords } from './promotions.words.ts'

/** Lists of promotions, each of its own owner. */
export type PromotionsRoute =
  | 'GET /v1/shops/:shop_id/promotions'
  | 'GET /v1/platform-promotions'
  | 'GET /v1/me/red-packets'
export type Promotion = RowOf<PromotionsRoute>
export type Act = Body<'PUT /v1/platform-promotions/:promotion_id/state'>['act']

const TONES: Record<Promotion['state'], Tone> = {
  draft: 'neutral',
  scheduled: 'info',
  ongoing: 'success',
  paused: 'warning',
  ended: 'neutral',
  cancelled: 'neutral',
}
/** What may be done in each state. */
const ACTS: Record<Promotion['state'], readonly Act[]> = {
  draft: ['publish', 'cancel'],
  scheduled: ['cancel'],
  ongoing: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  ended: [],
  cancelled: [],
}

function Acts({
  row,
  route,
  act,
  onEdit,
}: {
  row: Promotion
  route: Route
  onEdit: ((row: Promotion) => void) | undefined
  act: (promotion_id: string, act: Act) => Promise<unknown>
}) {
  const t = useWords(promotionsWords)
  const { modal } = App.useApp()
  const go = useAct((wish: Act) => act(row.id, wish), { done: t('done'), refresh: [route] })
  const press = (wish: Act) =>
    wish === 'cancel'
      ? void modal.confirm({
          title: t('cancel_title'),
          content: t('cancel_words'),
          okText: t('cancel'),
          cancelText: t('keep'),
          okButtonProps: { danger: true },
          onOk: () => go.run(wish),
        })
      : void go.run(wish)
  const edit = row.state === 'draft' && onEdit && (
    <Button key="edit" type="link" size="small" disabled={go.busy} onClick={() => onEdit(row)}>
      {t('edit')}
    </Button>
  )
  const acts = ACTS[row.state].map((wish) => (
    <Button
      key={wish}
      type="link"
      size="small"
      danger={wish === 'cancel'}
      disabled={go.busy}
      onClick={() => press(wish)}
    >
      {t(wish)}
    </Button>
  ))
  return [edit, ...acts]
}

/** What was made, how it stands, how much of it was claimed, used and spent; pause, resume, call off. */
export function PromotionsTable({
  route,
  params,
  act,
  onEdit,
  empty,
}: {
  route: PromotionsRoute
  params?: Record<string, string>
  act: (promotion_id: string, act: Act) => Promise<unknown>
  /** Opens a draft; left out where drafts are not made. */
  onEdit?: (row: Promotion) => void
  empty: ReactNode
}) {
  const t = useWords(promotionsWords)
  const say = usePromotionWords()
  const format = useFormat()
  return (
    <DataTable
      route={route}
      {...(params ? { options: { params } } : {})}
      label={t('what')}
      rowKey="id"
      every_ms={15_000}
      empty={<NothingYet words={empty} />}
      columns={[
        {
          title: t('what'),
          key: 'what',
          minWidth: 180,
          render: (_, row: Promotion) => (
            <>
              <div>{row.title}</div>
              <small className="desk-quiet">{say.kind(row)}</small>
            </>
          ),
        },
        {
          title: t('gives'),
          key: 'gives',
          minWidth: 170,
          render: (_, row: Promotion) => (
            <>
              <span className="num">{say.off(row)}</span>
              {row.product_ids.length > 0 && (
                <div
                  className="desk-goods-words"
                  title={row.goods.map(({ title }) => title).join('\n')}
                >
                  {row.product_ids.length === 1 && row.goods[0]
                    ? row.goods[0].title
                    : t('only_goods', { count: row.product_ids.length })}
                </div>
              )}
            </>
          ),
        },
        {
          title: t('window'),
          key: 'window',
          width: 190,
          render: (_, row: Promotion) => (
            <span className="num">
              {format.dateTime(row.starts_at)}
              <br />
              {format.dateTime(row.ends_at)}
            </span>
          ),
        },
        {
          title: t('claimed'),
          key: 'claimed',
          width: 110,
          align: 'right',
          render: (_, row: Promotion) => (
            <span className="num">
              {row.quantity === null ? '–' : `${row.claimed} / ${row.quantity}`}
            </span>
          ),
        },
        {
          title: t('used'),
          key: 'used',
          width: 80,
          align: 'right',
          render: (_, row: Promotion) => <span className="num">{row.used}</span>,
        },
        {
          title: t('cost'),
          key: 'cost',
          width: 170,
          align: 'right',
          render: (_, row: Promotion) => (
            <>
              <MoneyText fen={row.spent} currency={row.currency} />
              <br />
              <MoneyText fen={row.budget} currency={row.currency} size="small" />
            </>
          ),
        },
        {
          title: t('state'),
          key: 'state',
          width: 110,
          render: (_, row: Promotion) => (
            <StatusTag tone={TONES[row.state]}>{t(`state_${row.state}`)}</StatusTag>
          ),
        },
        {
          title: t('acts'),
          key: 'acts',
          width: 210,
          render: (_, row: Promotion) => <Acts row={row} route={route} act={act} onEdit={onEdit} />,
        },
      ]}
    />
  )
}
