import { ShoppingCart, Store, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, buttonClass, IconButton } from '../../../shared/ui/button.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { Stepper } from '../../../shared/ui/stepper.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { keepCheckoutLines } from '../checkout/checkout-lines.ts'
import { GoodsLine } from '../checkout/goods-line.tsx'
import './basket.css'
import { basketWords } from './basket.words.ts'
import { useBasket } from './use-basket.ts'

function Basket() {
  const t = useWords(basketWords)
  const format = useFormat()
  const [, go] = useLocation()
  const { found, set } = useBasket()
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const [undo, setUndo] = useState<{
    sku_id: string
    quantity: number
    room_id: string | null
    context: string | null
  }>()
  if (found.isPending) return <SkeletonRows count={3} />
  if (found.isError && !found.data)
    return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const basket = found.data
  const all = basket.shops.flatMap(({ lines }) => lines)
  const buyable = all.filter(({ problem }) => problem === null)
  const chosen = buyable.filter(({ sku_id }) => !off.has(sku_id))
  const choose = (ids: string[], on: boolean) => {
    const next = new Set(off)
    for (const id of ids) on ? next.delete(id) : next.add(id)
    setOff(next)
  }
  const total = chosen.reduce((sum, line) => sum + line.unit_price * line.quantity, 0)
  const undoBar = undo && (
    <div className="undo" role="status">
      <span className="grow">{t('removed')}</span>
      <Button
        tone="dark"
        size="s"
        onClick={() => {
          void set(undo.sku_id, undo.quantity, undo)
          setUndo(undefined)
        }}
      >
        {t('undo')}
      </Button>
    </div>
  )
  if (all.length === 0)
    return (
      <>
        <Empty icon={ShoppingCart} title={t('none')} words={t('none_hint')}>
          <Link href={paths.home()} className={buttonClass()}>
            {t('watch')}
          </Link>
        </Empty>
        {undoBar}
      </>
    )
  return (
    <>
      {basket.shops.map((shop) => {
        const ids = shop.lines.filter((line) => line.problem === null).map(({ sku_id }) => sku_id)
        return (
          <section key={shop.shop_id} className="card basket-shop">
            <h2 className="row section-title">
              <label className="tick">
                <input
                  type="checkbox"
                  aria-label={t('choose_shop', { shop: shop.shop_name })}
                  disabled={ids.length === 0}
                  checked={ids.length > 0 && ids.every((id) => !off.has(id))}
                  onChange={({ target }) => choose(ids, target.checked)}
                />
              </label>
              <Link href={paths.shop(shop.shop_id)} className="row basket-shop-link">
                <Store size={17} aria-hidden />
                <span className="clip">{shop.shop_name}</span>
              </Link>
            </h2>
            {shop.lines.map((line) => {
              const change = line.unit_price - line.price_when_added
              return (
                <div
                  key={line.sku_id}
                  className={`basket-line${line.problem ? ' basket-off' : ''}`}
                >
                  <label className="tick">
                    <input
                      type="checkbox"
                      aria-label={t('choose', { title: line.title })}
                      disabled={line.problem !== null}
                      checked={line.problem === null && !off.has(line.sku_id)}
                      onChange={({ target }) => choose([line.sku_id], target.checked)}
                    />
                  </label>
                  <div className="grow">
                    <GoodsLine
                      title={line.title}
                      picture_url={line.picture_url}
                      option_values={line.option_values}
                      unit_price={line.unit_price}
                      currency={basket.currency}
                      tags={
                        <span className="row basket-tags">
                          {line.problem && (
                            <span className="pill pill-warn">
                              {line.problem === 'out_of_stock'
                                ? t('out_of_stock')
                                : t('not_for_sale')}
                            </span>
                          )}
                          {change !== 0 && (
                            <span className={`pill num ${change < 0 ? 'pill-good' : 'pill-warn'}`}>
                              {t(change < 0 ? 'cheaper' : 'dearer', {
                                amount: format.money(Math.abs(change), basket.currency),
                              })}
                            </span>
                          )}
                          {!line.problem && line.stock <= 10 && (
                            <span className="pill num">{t('only', { count: line.stock })}</span>
                          )}
                        </span>
                      }
                    >
                      <Stepper
                        value={line.quantity}
                        max={Math.max(line.quantity, Math.min(999, line.stock))}
                        disabled={line.problem === 'not_for_sale'}
                        onChange={(quantity) => void set(line.sku_id, quantity, line)}
                      />
                    </GoodsLine>
                  </div>
                  <IconButton
                    label={t('remove', { title: line.title })}
                    className="basket-remove"
                    onClick={async () => {
                      if (await set(line.sku_id, 0)) {
                        setUndo(line)
                        setTimeout(() => setUndo(undefined), 5_000)
                      }
                    }}
                  >
                    <Trash2 size={17} aria-hidden />
                  </IconButton>
                </div>
              )
            })}
          </section>
        )
      })}
      {undoBar}
      <div className="bottom-bar basket-bar">
        <label className="tick tick-all">
          <input
            type="checkbox"
            checked={buyable.length > 0 && chosen.length === buyable.length}
            disabled={buyable.length === 0}
            onChange={({ target }) =>
              choose(
                buyable.map(({ sku_id }) => sku_id),
                target.checked,
              )
            }
          />
          {t('all')}
        </label>
        <p className="grow basket-total">
          <span className="muted">{t('total')}</span>{' '}
          <Price fen={total} currency={basket.currency} size="l" />
        </p>
        <Button
          size="l"
          disabled={chosen.length === 0}
          onClick={() => {
            keepCheckoutLines(
              chosen.map(({ sku_id, quantity, room_id, context }) => ({
                sku_id,
                quantity,
                room_id,
                context,
              })),
            )
            go(paths.checkout())
          }}
        >
          {t('pay', { count: chosen.length })}
        </Button>
      </div>
    </>
  )
}

/** What was put aside, by shop, at today's prices. */
export function BasketPage() {
  const t = useWords(basketWords)
  return (
    <Page title={t('basket')} root>
      <SignedIn>{() => <Basket />}</SignedIn>
    </Page>
  )
}
