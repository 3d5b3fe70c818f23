import { ChevronRight, ExternalLink, PackageX, ShoppingCart, Store, Truck } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import type { Answer } from '../../../shared/api/client.ts'
import { noteServerTime } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Room, RoomItem } from '../../../shared/live/room-state.ts'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { Countdown } from '../../../shared/ui/countdown.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { OldPrice, Price } from '../../../shared/ui/price.tsx'
import { Progress } from '../../../shared/ui/progress.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { usePlatformName } from '../../shell/platform-name.ts'
import { useSheetInAddress } from '../../shell/sheet-in-address.ts'
import { shellWords } from '../../shell/shell.words.ts'
import { type Face, faceOf, percentTaken } from '../checkout/flash-state.ts'
import { ReturnRule } from '../checkout/return-rule.tsx'
import '../checkout/checkout.css'
import { useFlash } from '../checkout/use-flash.ts'
import { OpenOffers } from '../coupons/open-offers.tsx'
import { Gallery } from './gallery.tsx'
import './product.css'
import { productWords } from './product.words.ts'

const BuySheet = lazy(async () => ({
  default: (await import('../checkout/buy-sheet.tsx')).BuySheet,
}))
const LeaveAsk = lazy(async () => ({ default: (await import('../cart/leave-ask.tsx')).LeaveAsk }))

/** How often a page that came from a room asks the room how its flash offer stands. */
const ASK_ROOM_MS = 3_000

/** The item of the room one came from: its stock and its flash offer. */
function useRoomItem(room_id: string | null, product_id: string): RoomItem | undefined {
  const found = useRoute(
    'GET /v1/rooms/:room_id',
    { params: { room_id: room_id ?? '' } },
    {
      enabled: room_id !== null,
      refetchInterval: ({ state: { data } }) =>
        itemOf(data, product_id)?.flash ? ASK_ROOM_MS : false,
    },
  )
  if (found.data) noteServerTime(found.data.server_time)
  return itemOf(found.data, product_id)
}
const itemOf = (room: Room | undefined, product_id: string): RoomItem | undefined =>
  room?.items.find(({ product, state }) => product.id === product_id && state === 'listed')

const GO = {
  none: 'buy',
  soon: 'go_soon',
  open: 'go_grab',
  sending: 'go_queued',
  queued: 'go_queued',
  won: 'go_pay',
  unknown: 'go_check',
  later: 'go_later',
  limit: 'go_limit',
  sold_out: 'buy',
  over: 'buy',
  gone: 'sold_out',
} as const satisfies Record<Face, string>

function Product({ product }: { product: Answer<'GET /v1/products/:product_id'> }) {
  const t = useWords(productWords)
  const shell = useWords(shellWords)
  const format = useFormat()
  const platform = usePlatformName()(product.source)
  const [params] = useSearchParams()
  const buy = useSheetInAddress('buy')
  const [leaving, setLeaving] = useState(false)
  const external = product.external_url !== null
  const item = useRoomItem(params.get('room'), product.id)
  const offer = external ? null : item?.flash
  const { flash, buying, now, restocked } = useFlash(product.id, offer)
  const face = faceOf(buying, flash, { stock: item?.product.stock ?? product.stock, now })
  const specs = product.blocks.filter((block) => block.kind === 'spec')
  const rest = product.blocks.filter((block) => block.kind !== 'spec')
  return (
    <>
      <Gallery title={product.title} pictures={product.pictures} />
      <section className="card">
        <p className="product-price">
          {external && product.price_from === 0 ? (
            <span className="muted">{shell('their_price')}</span>
          ) : (
            <Price
              fen={product.price_from}
              currency={product.currency}
              size="xl"
              until={product.price_to}
            />
          )}
          {product.list_price && product.list_price > product.price_from ? (
            <OldPrice fen={product.list_price} currency={product.currency} />
          ) : null}
          {!external && (
            <span className="faint num">
              {t('sold', { count: format.compact(product.sold_count) })}
            </span>
          )}
        </p>
        <h2 className="product-title">
          {product.is_self_operated && !external && <span className="pill">{t('own')}</span>}{' '}
          {product.title}
        </h2>
        {offer && flash.state !== 'over' && (
          <div className="product-flash">
            <p>
              <Price fen={offer.price} currency={product.currency} size="l" />
              <b>{t('flash_price')}</b>
              <Countdown
                look="boxes"
                label={flash.state === 'soon' ? t('opens_in') : t('closes_in')}
                until={flash.state === 'soon' ? offer.opens_at : offer.closes_at}
              />
            </p>
            <p className="num">
              <Progress
                value={flash.state === 'soon' ? 0 : percentTaken(offer) / 100}
                label={t('taken', { percent: percentTaken(offer) })}
              />
              {flash.state === 'soon'
                ? t('quota', { count: offer.quota })
                : flash.state === 'sold_out'
                  ? t('flash_gone')
                  : restocked && flash.state === 'open'
                    ? t('restocked', { count: flash.left })
                    : t('taken', { percent: percentTaken(offer) })}
            </p>
          </div>
        )}
        {external && (
          <div className="product-external">
            <ExternalLink size={17} aria-hidden />
            <div>
              <b>{t('external', { platform })}</b>
              <p>{t('external_hint', { platform })}</p>
            </div>
          </div>
        )}
      </section>
      {!external && <OpenOffers product_id={product.id} />}
      {!external && (
        <section className="card product-promises">
          {product.skus.length > 1 && (
            <button type="button" className="list-row" onClick={() => buy.open('1')}>
              <span className="muted">{t('choose')}</span>
              <span className="grow num">{t('options', { count: product.skus.length })}</span>
              <ChevronRight size={18} aria-hidden />
            </button>
          )}
          <div className="product-rules">
            <ReturnRule days={product.return_days} exception={product.return_exception} />
            <p className="rule">
              <Truck size={15} aria-hidden />
              <span className="num">{t('ships', { hours: product.ship_within_hours })}</span>
            </p>
          </div>
        </section>
      )}
      <section className="card">
        <Link href={paths.shop(product.shop_id)} className="row product-shop">
          <span className="product-shop-mark">
            <Store size={20} aria-hidden />
          </span>
          <span className="grow">
            <b className="clip" style={{ display: 'block' }}>
              {product.shop_name}
            </b>
          </span>
          <span className={buttonClass({ tone: 'outline', size: 's' })}>{t('to_shop')}</span>
        </Link>
      </section>
      {specs.length > 0 && (
        <section className="card">
          <h2 className="section-title">{t('specs')}</h2>
          <dl className="product-specs">
            {specs.map((block) => (
              <div key={block.name}>
                <dt>{block.name}</dt>
                <dd>{block.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {rest.length > 0 && (
        <section className="card">
          <h2 className="section-title">{t('detail')}</h2>
          <div className="product-blocks">
            {rest.map((block, index) =>
              block.kind === 'text' ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name.
                <p key={index}>{block.text}</p>
              ) : (
                <Picture
                  key={block.picture_id}
                  src={block.url}
                  alt=""
                  className="product-block-picture"
                />
              ),
            )}
          </div>
        </section>
      )}
      <div className="bottom-bar product-bar">
        <Link href={paths.basket()} className="cart-way-plain">
          <ShoppingCart size={20} aria-hidden />
          {t('basket')}
        </Link>
        {external ? (
          <Button size="l" wide onClick={() => setLeaving(true)}>
            {t('go_external', { platform })}
          </Button>
        ) : (
          <Button size="l" wide disabled={face === 'gone'} onClick={() => buy.open('1')}>
            {t(GO[face])}
          </Button>
        )}
      </div>
      <Suspense>
        {buy.value && (
          <BuySheet
            open
            product_id={product.id}
            room_id={params.get('room') ?? undefined}
            item={item}
            onClose={buy.close}
          />
        )}
        {leaving && (
          <LeaveAsk
            url={product.external_url ?? undefined}
            source={product.source}
            host={product.shop_name}
            onClose={() => setLeaving(false)}
          />
        )}
      </Suspense>
    </>
  )
}

/** One product whole. */
export function ProductPage({ product_id }: { product_id: string }) {
  const t = useWords(productWords)
  const found = useRoute('GET /v1/products/:product_id', { params: { product_id } })
  return (
    <Page title={t('product')}>
      {found.isPending && <SkeletonRows count={3} />}
      {found.isError &&
        (found.error.status === 404 ? (
          <Empty icon={PackageX} title={t('gone')} words={t('gone_hint')}>
            <Link href={paths.search()} className={buttonClass()}>
              {t('find')}
            </Link>
          </Empty>
        ) : (
          <Failure error={found.error} onRetry={() => void found.refetch()} />
        ))}
      {found.data && <Product product={found.data} />}
    </Page>
  )
}
