import { Button } from 'antd'
import { Gift } from 'lucide-react'
import { useState } from 'react'
import { DataTable, type RowOf } from '../../../shared/desk/data-table.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { OfferDialog } from './offer-dialog.tsx'
import { Conditions } from './sample-goods.tsx'
import { samplesWords } from './samples.words.ts'

export type ShopOffer = RowOf<'GET /v1/shops/:shop_id/sample-offers'>

/** Of which goods the shop gives samples, how many, to whom. */
export function SampleOffers({ shop_id }: { shop_id: string }) {
  const t = useWords(samplesWords)
  const [editing, setEditing] = useState<ShopOffer | 'new'>()
  return (
    <>
      <div className="desk-tools">
        <Button type="primary" onClick={() => setEditing('new')}>
          {t('offer')}
        </Button>
      </div>
      <DataTable
        route="GET /v1/shops/:shop_id/sample-offers"
        options={{ params: { shop_id } }}
        label={t('tab_offers')}
        rowKey={({ product }) => product.id}
        min_width={760}
        empty={
          <StateCard
            icon={Gift}
            title={t('none_shop_offers')}
            words={t('none_shop_offers_words')}
          />
        }
        columns={[
          {
            title: t('goods'),
            key: 'goods',
            minWidth: 240,
            render: (_, { product }) => (
              <GoodsCell url={product.picture_url} title={product.title} />
            ),
          },
          {
            title: t('conditions'),
            key: 'conditions',
            width: 200,
            render: (_, row) => <Conditions offer={row} />,
          },
          {
            title: t('taken'),
            key: 'taken',
            width: 120,
            align: 'right',
            render: (_, { taken, quota }) => (
              <span className="num">
                {taken} / {quota}
              </span>
            ),
          },
          {
            title: t('state'),
            key: 'state',
            width: 110,
            render: (_, { is_open }) => (
              <StatusTag tone={is_open ? 'success' : 'neutral'}>
                {t(is_open ? 'open' : 'closed')}
              </StatusTag>
            ),
          },
          {
            title: t('act'),
            key: 'act',
            width: 110,
            render: (_, row) => (
              <Button size="small" onClick={() => setEditing(row)}>
                {t('change')}
              </Button>
            ),
          },
        ]}
      />
      {editing && (
        <OfferDialog
          shop_id={shop_id}
          offer={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}
