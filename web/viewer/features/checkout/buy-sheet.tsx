import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { keyOf, useRoute } from '../../../shared/api/query.ts'
import { useMe } from '../../../shared/api/session.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { RoomItem } from '../../../shared/live/room-state.ts'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Failure } from '../../../shared/ui/states.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { paths } from '../../paths.ts'
import { useAskSignIn } from '../../shell/sign-in-gate.tsx'
import { type Address, AddressForm } from '../addresses/address-form.tsx'
import { AddressList } from '../addresses/address-list.tsx'
import { addressWords } from '../addresses/addresses.words.ts'
import { AddressRow } from './address-row.tsx'
import { Amounts } from './amounts.tsx'
import { BuyFoot } from './buy-foot.tsx'
import { BuyHead } from './buy-head.tsx'
import { BuyStatus } from './buy-status.tsx'
import { ChooseCoupons, usedIn } from './choose-coupons.tsx'
import './checkout.css'
import { checkoutWords } from './checkout.words.ts'
import { faceOf } from './flash-state.ts'
import { NoteField } from './note-field.tsx'
import { QuantityRow } from './quantity-row.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { ReturnRule, SafeRule } from './return-rule.tsx'
import { saleContextOf } from './sale-context.ts'
import { SkuPicker, skuOf } from './sku-picker.tsx'
import { useCheckout } from './use-checkout.ts'
import { useFlash } from './use-flash.ts'
import { useQuote } from './use-quote.ts'

/** From here on down a stock is scarce enough to be named. */
const FEW = 20
/** A price that goes up under a thumb is not paid by that thumb. */
const CALM_MS = 1_200

/** False for a moment after `cheap` ended. */
function useCalm(cheap: boolean): boolean {
  const was = useRef(cheap)
  const ended = useRef(Number.NEGATIVE_INFINITY)
  const [, again] = useState(0)
  if (was.current && !cheap) ended.current = performance.now()
  was.current = cheap
  const calm = performance.now() - ended.current >= CALM_MS
  useEffect(() => {
    if (calm) return
    const timer = setTimeout(() => again((count) => count + 1), CALM_MS)
    return () => clearTimeout(timer)
  }, [calm])
  return calm
}

/** Choose a SKU and buy it where one stands: address, amounts and return rule on one sheet, paid with one thumb. */
export function BuySheet({
  open,
  product_id,
  room_id,
  item,
  onClose,
}: {
  open: boolean
  product_id: string
  room_id?: string | undefined
  /** The room's item: its stock and flash offer are newer than the product page's. */
  item?: RoomItem | undefined
  onClose: () => void
}) {
  const t = useWords(checkoutWords)
  const ta = useWords(addressWords)
  const me = useMe()
  const ask = useAskSignIn()
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const product = useRoute('GET /v1/products/:product_id', { params: { product_id } })
  const addresses = useRoute('GET /v1/me/addresses', undefined, { enabled: Boolean(me) })
  const checkout = useCheckout(product_id)
  const [picked, setPicked] = useState<(string | undefined)[]>()
  const [quantity, setQuantity] = useState(1)
  const [address_id, setAddress] = useState<string>()
  const [note, setNote] = useState('')
  const [step, setStep] = useState<'buy' | 'addresses' | Address | 'new'>('buy')
  const [adding, setAdding] = useState(false)
  const [coupon_ids, setCoupons] = useState<string[]>()

  const live_stock = new Map(item?.skus.map(({ id, stock }) => [id, stock]))
  const skus = (product.data?.skus ?? []).map((sku) => ({
    ...sku,
    stock: live_stock.get(sku.id) ?? sku.stock,
  }))
  const names = product.data?.option_names ?? []
  const first =
    skus.find(({ id }) => id === item?.flash?.sku_id) ??
    (skus.filter(({ stock }) => stock > 0).length === 1
      ? skus.find(({ stock }) => stock > 0)
      : undefined)
  const { sent } = checkout
  const sent_line = sent?.lines[0]
  const chosen =
    skus.find(({ id }) => id === sent_line?.sku_id)?.option_values ??
    picked ??
    names.map((_, index) => first?.option_values[index])
  const sku = names.length === 0 ? skus[0] : skuOf(skus, chosen)
  const offer = item?.flash && sku?.id === item.flash.sku_id ? item.flash : null
  const { flash, now, restocked } = useFlash(product_id, offer)
  const stock = sku?.stock ?? product.data?.stock ?? 0
  const face = faceOf(checkout.state, flash, { stock, now })
  const by_flash = sent_line
    ? Boolean(sent_line.flash_offer_id)
    : offer !== null && (flash.state === 'open' || flash.state === 'limit')
  const soon = offer !== null && flash.state === 'soon'
  const calm = useCalm(by_flash || soon)
  const limit = Math.max(
    1,
    Math.min(sku?.stock ?? 99, (by_flash || soon) && offer ? offer.limit_per_buyer : 999),
  )
  // What is shown is what is sent, also when an offer opens over a larger number chosen before.
  const count = sent_line?.quantity ?? Math.min(quantity, limit)
  const address =
    addresses.data?.data.find(({ id }) => id === (sent?.address_id ?? address_id)) ??
    addresses.data?.data.find(({ is_default }) => is_default) ??
    addresses.data?.data[0]
  const context = room_id ? undefined : saleContextOf(product_id)
  const wanted = sku && {
    sku_id: sku.id,
    quantity: count,
    ...(room_id ? { room_id } : {}),
    ...(context ? { context } : {}),
    ...(by_flash ? { flash_offer_id: sent_line?.flash_offer_id ?? offer?.id } : {}),
  }
  const quote = useQuote(
    me && wanted
      ? { lines: [wanted], address_id: address?.id ?? null, ...(coupon_ids ? { coupon_ids } : {}) }
      : undefined,
  )
  const line = quote.data?.shops[0]?.lines.find(({ sku_id }) => sku_id === sku?.id)
  const unit =
    sent_line?.seen_price ?? (by_flash && offer ? offer.price : (line?.unit_price ?? sku?.price))
  const unit_shown = unit ?? product.data?.price_from ?? 0
  // Where the price is known the platform need not be waited for; before the opening it quotes the normal one anyway.
  const known = sent_line?.seen_price ?? ((soon || by_flash) && offer ? offer.price : undefined)
  const goods = known === undefined ? undefined : known * count
  const freight = quote.data?.shops.reduce((sum, shop) => sum + shop.freight_amount, 0) ?? 0
  // Discounts are of exactly what is shown, or they are not shown and not counted on.
  const counted =
    quote.data &&
    !quote.isPlaceholderData &&
    line?.quantity === count &&
    line.unit_price === unit &&
    line.is_flash === by_flash
      ? quote.data
      : undefined
  const missing = names.find((_, index) => chosen[index] === undefined)

  const toBasket = async () => {
    if (!ask() || !sku) return
    setAdding(true)
    try {
      const basket = await call('PUT /v1/basket/lines/:sku_id', {
        params: { sku_id: sku.id },
        body: {
          quantity: count,
          ...(room_id ? { room_id } : {}),
          ...(context ? { context } : {}),
        },
      })
      client.setQueryData(keyOf('GET /v1/basket', undefined), basket)
      toast(t('added'), 'good')
      onClose()
    } catch (error) {
      say(error)
    } finally {
      setAdding(false)
    }
  }
  const buy = (held: boolean) => {
    if (!ask()) return
    if (!address) return setStep('new')
    if (!wanted || unit === undefined) return
    checkout.buy(
      {
        lines: [{ ...wanted, seen_price: unit }],
        address_id: address.id,
        ...(note.trim() ? { note: note.trim() } : {}),
        ...(counted ? { coupon_ids: usedIn(counted), seen_total: counted.total } : {}),
      },
      { opens_at: by_flash && offer ? Date.parse(offer.opens_at) : null, held },
    )
  }
  const choose = (one: Address) => {
    setAddress(one.id)
    setStep('buy')
  }

  if (step !== 'buy')
    return (
      <Sheet
        open={open}
        height="full"
        onClose={onClose}
        title={step === 'addresses' ? t('choose_address') : step === 'new' ? ta('add') : ta('edit')}
        onBack={() =>
          setStep(step === 'addresses' || !addresses.data?.data.length ? 'buy' : 'addresses')
        }
      >
        {step === 'addresses' ? (
          <AddressList
            chosen={address?.id}
            onChoose={choose}
            onEdit={setStep}
            onAdd={() => setStep('new')}
          />
        ) : (
          <AddressForm
            address={step === 'new' ? undefined : step}
            first={addresses.data?.data.length === 0}
            onSaved={choose}
          />
        )}
      </Sheet>
    )
  return (
    <Sheet
      open={open}
      height="full"
      onClose={onClose}
      title={product.data?.title ?? t('choose')}
      head={
        product.data && (
          <BuyHead
            title={product.data.title}
            to={paths.product(product_id, { room: room_id })}
            picture_url={sku?.picture_url ?? product.data.picture_url}
            price={soon ? offer.price : unit_shown}
            until={sku ? undefined : product.data.price_to}
            before={by_flash || soon ? sku?.price : sku?.list_price}
            currency={product.data.currency}
            stock={stock}
            offer={offer}
            flash={flash}
            by_flash={by_flash}
            restocked={restocked}
          />
        )
      }
      foot={
        product.data && (
          <BuyFoot
            amount={
              sent?.seen_total ??
              counted?.total ??
              (goods === undefined ? (quote.data?.total ?? unit_shown * count) : goods + freight)
            }
            currency={product.data.currency}
            buying={checkout.state}
            face={face}
            flash={flash}
            now={now}
            missing={missing}
            calm={calm}
            signed_in={Boolean(me)}
            adding={adding}
            status={
              <BuyStatus
                buying={checkout.state}
                face={face}
                now={now}
                refusal={
                  checkout.state.at === 'refused' && (
                    <RefusalNote no={checkout.state.no} quote={quote.data} price={sku?.price} />
                  )
                }
                onLeave={checkout.leave}
                onForget={checkout.forget}
              />
            }
            onBasket={() => void toBasket()}
            onBuy={buy}
            onAgain={checkout.again}
          />
        )
      }
    >
      {product.isPending && <SkeletonRows count={2} />}
      {product.isError && <Failure error={product.error} onRetry={() => void product.refetch()} />}
      {product.data && (
        <div className="buy" inert={sent !== undefined}>
          {me && (
            <AddressRow address={address} onOpen={() => setStep(address ? 'addresses' : 'new')} />
          )}
          <section className="buy-card">
            <SkuPicker
              names={names}
              skus={skus}
              chosen={chosen}
              onChange={(next) => {
                setPicked(next)
                checkout.forget()
              }}
            />
            <QuantityRow
              value={count}
              max={limit}
              reason={
                (by_flash || soon) && offer && limit === offer.limit_per_buyer
                  ? t('limit', { count: limit })
                  : sku && limit === sku.stock && sku.stock <= FEW
                    ? t('limit_stock', { count: sku.stock })
                    : undefined
              }
              onChange={(next) => {
                setQuantity(next)
                checkout.forget()
              }}
            />
          </section>
          <section className="buy-card">
            <Amounts
              quote={quote.data}
              goods={goods}
              fallback={unit_shown * count}
              currency={product.data.currency}
              discounted={counted !== undefined}
            />
            {counted && !sent && (
              <ChooseCoupons
                quote={counted}
                is_own={coupon_ids !== undefined}
                onChoose={setCoupons}
              />
            )}
            <NoteField value={sent?.note ?? note} onChange={setNote} />
          </section>
          <ReturnRule
            days={line?.return_days ?? product.data.return_days}
            exception={line ? line.return_exception : product.data.return_exception}
          />
          <SafeRule />
        </div>
      )}
    </Sheet>
  )
}
