import { Button, Segmented } from 'antd'
import { Gift } from 'lucide-react'
import { useState } from 'react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { CreatorActs } from './creator-acts.tsx'
import { SampleDrawer } from './sample-drawer.tsx'
import { type Sample, SampleDeadline, SampleState } from './sample-state.tsx'
import { samplesWords } from './samples.words.ts'
import { ShopActs } from './shop-acts.tsx'

/** The creator's samples. */
export const MySamples = () => <Samples />

/** Samples that creators ask of the shop. */
export const ShopSamples = ({ shop_id }: { shop_id: string }) => <Samples shop_id={shop_id} />

function Samples({ shop_id }: { shop_id?: string }) {
  const t = useWords(samplesWords)
  const [open, setOpen] = useState(true)
  const [shown, setShown] = useState<string>()
  const of = shop_id ? 'shop' : 'mine'
  const query = open ? { open: true } : {}
  const shared = {
    label: t(`tab_${of}`),
    rowKey: 'id' as const,
    every_ms: 30_000,
    min_width: 900,
    lit: (row: Sample) => row.turn === (shop_id ? 'shop' : 'creator'),
    empty: <StateCard icon={Gift} title={t(`none_${of}`)} words={t(`none_${of}_words`)} />,
    columns: [
      {
        title: t('goods'),
        key: 'goods',
        minWidth: 230,
        render: (_: unknown, row: Sample) => (
          <GoodsCell
            url={row.product.picture_url}
            title={row.product.title}
            words={shop_id ? row.words : row.product.shop_name}
          />
        ),
      },
      ...(shop_id
        ? [
            {
              title: t('creator'),
              key: 'creator',
              width: 170,
              render: (_: unknown, row: Sample) => (
                <>
                  {row.nickname}
                  <div className="desk-goods-words num">
                    {t('has', { followers: row.followers, sales: row.sales })}
                  </div>
                </>
              ),
            },
          ]
        : []),
      {
        title: t('asked_at'),
        key: 'asked',
        width: 140,
        render: (_: unknown, row: Sample) => <DateText at={row.created_at} />,
      },
      {
        title: t('state'),
        key: 'state',
        width: 140,
        render: (_: unknown, row: Sample) => (
          <>
            <SampleState state={row.state} />
            {row.is_extended && <div className="desk-goods-words">{t('extended')}</div>}
          </>
        ),
      },
      {
        title: t('deadline'),
        key: 'deadline',
        width: 160,
        render: (_: unknown, row: Sample) => <SampleDeadline sample={row} />,
      },
      {
        title: t('act'),
        key: 'act',
        width: 230,
        render: (_: unknown, row: Sample) => (
          <div className="samples-acts">
            {shop_id ? <ShopActs shop_id={shop_id} sample={row} /> : <CreatorActs sample={row} />}
            <Button size="small" type="link" onClick={() => setShown(row.id)}>
              {t('details')}
            </Button>
          </div>
        ),
      },
    ],
  }
  return (
    <>
      <div className="desk-tools">
        <Segmented
          value={open}
          onChange={setOpen}
          options={[
            { value: true, label: t('open_only') },
            { value: false, label: t('all') },
          ]}
        />
      </div>
      {shop_id ? (
        <DataTable
          route="GET /v1/shops/:shop_id/samples"
          options={{ params: { shop_id }, query }}
          {...shared}
        />
      ) : (
        <DataTable route="GET /v1/me/samples" options={{ query }} {...shared} />
      )}
      {shown && (
        <SampleDrawer shop_id={shop_id} sample_id={shown} onClose={() => setShown(undefined)} />
      )}
    </>
  )
}
