import { ShoppingCart, Store } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { buttonClass } from '../../../shared/ui/button.tsx'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { type Address, AddressForm } from '../addresses/address-form.tsx'
import { AddressList } from '../addresses/address-list.tsx'
import { addressWords } from '../addresses/addresses.words.ts'
import { AddressRow } from './address-row.tsx'
import { Amounts } from './amounts.tsx'
import { BuyStatus } from './buy-status.tsx'
import { CheckoutFoot } from './checkout-foot.tsx'
import { ChooseCoupons, usedIn } from './choose-coupons.tsx'
import './checkout.css'
import { checkoutWords } from './checkout.words.ts'
import { type CheckoutLine, checkoutLines } from './checkout-lines.ts'
import { faceOf } from './flash-state.ts'
import { GoodsLine } from './goods-line.tsx'
import { NoteField } from './note-field.tsx'
import { RefusalNote } from './refusal-note.tsx'
import { ReturnRule, SafeRule } from './return-rule.tsx'
import { useCheckout } from './use-checkout.ts'
import { useQuote } from './use-quote.ts'

function Checkout() {
  const t = useWords(checkoutWords)
  const ta = useWords(addressWords)
  const format = useFormat()
  const [kept] = useState(checkoutLines)
  const addresses = useRoute('GET /v1/me/addresses')
  const [address_id, setAddress] = useState<string>()
  const [note, setNote] = useState('')
  const [coupon_ids, setCoupons] = useState<string[]>()
  const [step, setStep] = useState<'none' | 'addresses' | 'new' | Address>('none')
  const checkout = useCheckout('basket')
  const now = usePlatformNow(checkout.state.at === 'idle' ? 60_000 : 250)
  const face = faceOf(checkout.state, { state: 'none' }, { stock: 1, now })
  const { sent } = checkout
  const lines: CheckoutLine[] = sent
    ? sent.lines.map(({ sku_id, quantity, room_id = null, context = null }) => ({
        sku_id,
        quantity,
        room_id,
        context,
      }))
    : kept
  const address =
    addresses.data?.data.find(({ id }) => id === (sent?.address_id ?? address_id)) ??
    addresses.data?.data.find(({ is_default }) => is_default) ??
    addresses.data?.data[0]
  const quote = useQuote(
    lines.length > 0
      ? { lines, address_id: address?.id ?? null, ...(coupon_ids ? { coupon_ids } : {}) }
      : undefined,
  )
  if (lines.length === 0)
    return (
      <Empty icon={ShoppingCart} title={t('empty')} words={t('empty_hint')}>
        <Link href={paths.basket()} className={buttonClass()}>
          {t('to_basket_page')}
        </Link>
      </Empty>
    )
  if (quote.isError && !quote.data)
    return <Failure error={quote.error} onRetry={() => void quote.refetch()} />
  if (!quote.data) return <SkeletonRows count={3} />
  const all = quote.data.shops.flatMap((shop) => shop.lines)
  const blocked = all.some(({ problem }) => problem !== null)
  const buy = () => {
    if (!address) return setStep('new')
    checkout.buy({
      lines: lines.map((line) => {
        const quoted = all.find(({ sku_id }) => sku_id === line.sku_id)
        return { ...line, ...(quoted ? { seen_price: quoted.unit_price } : {}) }
      }),
      address_id: address.id,
      from_basket: true,
      coupon_ids: usedIn(quote.data),
      seen_total: quote.data.total,
      ...(note.trim() ? { note: note.trim() } : {}),
    })
  }
  const choose = (one: Address) => {
    setAddress(one.id)
    setStep('none')
  }
  return (
    <>
      <div className="buy" style={{ padding: '4px 12px 0' }} inert={sent !== undefined}>
        <AddressRow address={address} onOpen={() => setStep(address ? 'addresses' : 'new')} />
        {quote.data.shops.map((shop) => (
          <section key={shop.shop_id} className="buy-card">
            <h2 className="row section-title">
              <Store size={17} aria-hidden />
              <span className="clip">{shop.shop_name}</span>
            </h2>
            <div className="shop-lines">
              {shop.lines.map((line) => (
                <GoodsLine
                  key={line.sku_id}
                  {...line}
                  currency={quote.data.currency}
                  tags={
                    line.problem ? (
                      <span className="pill">
                        {line.problem === 'out_of_stock'
                          ? t('problem_out_of_stock')
                          : t('problem_not_for_sale')}
                      </span>
                    ) : (
                      <ReturnRule days={line.return_days} exception={line.return_exception} />
                    )
                  }
                />
              ))}
            </div>
            <p className="goods-line-foot">
              <span className="muted">{t('shop_total')}</span>
              <b className="num">{format.money(shop.paid_amount, quote.data.currency)}</b>
            </p>
          </section>
        ))}
        <section className="buy-card">
          <Amounts quote={quote.data} fallback={0} currency={quote.data.currency} />
          {!sent && (
            <ChooseCoupons
              quote={quote.data}
              is_own={coupon_ids !== undefined}
              onChoose={setCoupons}
            />
          )}
          <NoteField value={sent?.note ?? note} onChange={setNote} />
        </section>
        <SafeRule />
      </div>
      <CheckoutFoot
        pieces={all.reduce((sum, { quantity }) => sum + quantity, 0)}
        amount={sent?.seen_total ?? quote.data.total}
        currency={quote.data.currency}
        face={face}
        buying={checkout.state}
        now={now}
        blocked={blocked}
        status={
          <BuyStatus
            buying={checkout.state}
            face={face}
            now={now}
            refusal={
              checkout.state.at === 'refused' && (
                <RefusalNote no={checkout.state.no} quote={quote.data} />
              )
            }
            onLeave={checkout.leave}
            onForget={checkout.forget}
          />
        }
        onBuy={buy}
        onAgain={checkout.again}
      />
      <Sheet
        open={step !== 'none'}
        height="full"
        onClose={() => setStep('none')}
        title={
          step === 'new' ? ta('add') : typeof step === 'object' ? ta('edit') : t('choose_address')
        }
        onBack={
          step !== 'addresses' && addresses.data?.data.length
            ? () => setStep('addresses')
            : undefined
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
            key={typeof step === 'object' ? step.id : 'new'}
            address={typeof step === 'object' ? step : undefined}
            first={addresses.data?.data.length === 0}
            onSaved={choose}
          />
        )}
      </Sheet>
    </>
  )
}

/** Buying out of the basket: several shops, one payment. */
export function CheckoutPage() {
  const t = useWords(checkoutWords)
  return (
    <Page title={t('checkout')}>
      <SignedIn>{() => <Checkout />}</SignedIn>
    </Page>
  )
}
