import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { historyWords } from './history.words.ts'
import type { Past } from './pasts-page.tsx'

type Seller = RowOf<'GET /v1/pasts/:past_id/sellers'>

/** Every seller of a past with what it sold, paid and kept; a row opens its statement. */
export function SellersTable({ past }: { past: Past }) {
  const t = useWords(historyWords)
  const [open, setOpen] = useState<Seller | null>(null)
  const money = (amount: number) => <MoneyText fen={amount} currency={past.currency} />
  return (
    <>
      <DataTable
        route="GET /v1/pasts/:past_id/sellers"
        options={{ params: { past_id: past.id } }}
        rowKey="id"
        label={t('tab_sellers')}
        size="small"
        min_width={1_080}
        onOpen={setOpen}
        columns={[
          {
            title: t('seller'),
            dataIndex: 'name',
            render: (name: string, seller) => (
              <Button type="link" size="small" onClick={() => setOpen(seller)}>
                <code>{name}</code>
              </Button>
            ),
          },
          {
            title: t('place'),
            key: 'place',
            width: 170,
            render: (_, { city, region }) => [city, region].filter(Boolean).join(', ') || '—',
          },
          {
            title: t('orders'),
            dataIndex: 'orders_count',
            align: 'right',
            width: 76,
            className: 'num',
          },
          {
            title: t('lines'),
            dataIndex: 'lines_count',
            align: 'right',
            width: 70,
            className: 'num',
          },
          { title: t('goods'), dataIndex: 'goods', align: 'right', width: 120, render: money },
          { title: t('freight'), dataIndex: 'freight', align: 'right', width: 110, render: money },
          { title: t('fee'), dataIndex: 'fees', align: 'right', width: 110, render: money },
          { title: t('line_net'), dataIndex: 'net', align: 'right', width: 120, render: money },
          { title: t('booked'), dataIndex: 'booked', align: 'right', width: 120, render: money },
        ]}
      />
      {open && <Statement past={past} seller={open} onClose={() => setOpen(null)} />}
    </>
  )
}

/** Every delivered unit of a seller with the ledger entry that booked it. */
function Statement({ past, seller, onClose }: { past: Past; seller: Seller; onClose: () => void }) {
  const t = useWords(historyWords)
  const ops = useWords(opsWords)
  const money = (amount: number) => <MoneyText fen={amount} currency={past.currency} />
  return (
    <Drawer
      open
      size={1_080}
      title={t('statement', { seller: seller.name })}
      closable={{ 'aria-label': ops('close') }}
      styles={{ body: { padding: 0 } }}
      onClose={onClose}
    >
      <DataTable
        route="GET /v1/pasts/:past_id/sellers/:seller_id/statement"
        options={{ params: { past_id: past.id, seller_id: seller.id } }}
        rowKey="entry_id"
        label={t('statement', { seller: seller.name })}
        size="small"
        min_width={980}
        empty={<NothingYet words={t('statement_none')} />}
        columns={[
          { title: t('entry'), dataIndex: 'entry_id', width: 90, className: 'num' },
          {
            title: t('order'),
            dataIndex: 'order',
            render: (order: string, { category }) => (
              <>
                <code>{order}</code>
                {category && <div className="desk-quiet">{category}</div>}
              </>
            ),
          },
          {
            title: t('delivered'),
            dataIndex: 'delivered_at',
            width: 140,
            render: (at: string | null) => (at ? <DateText at={at} /> : '—'),
          },
          { title: t('price'), dataIndex: 'price', align: 'right', width: 104, render: money },
          { title: t('freight'), dataIndex: 'freight', align: 'right', width: 96, render: money },
          { title: t('fee'), dataIndex: 'fee', align: 'right', width: 96, render: money },
          { title: t('line_net'), dataIndex: 'net', align: 'right', width: 104, render: money },
          { title: t('balance'), dataIndex: 'balance', align: 'right', width: 120, render: money },
        ]}
      />
    </Drawer>
  )
}
