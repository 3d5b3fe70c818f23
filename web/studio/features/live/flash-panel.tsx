import { App, Button, Progress } from 'antd'
import { Zap } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { type Desk, presentFlash } from './desk-state.ts'
import { flashWords } from './flash.words.ts'
import { liveWords } from './live.words.ts'

/** The flash offer that counts down or runs; else the button for the next one. */
export function FlashPanel({
  desk,
  over,
  onOpen,
  refetch,
}: {
  desk: Desk
  over: boolean
  onOpen: () => void
  refetch: () => void
}) {
  const t = useWords(liveWords)
  const f = useWords(flashWords)
  const { modal } = App.useApp()
  const now = usePlatformNow(250)
  const present = presentFlash(desk)
  const close = useAct(async (flash_offer_id: string) => {
    await call('POST /v1/rooms/:room_id/flash-offers/:flash_offer_id/close', {
      params: { room_id: desk.room.id, flash_offer_id },
    })
    refetch()
  })
  const opens = present ? new Date(present.flash.opens_at).getTime() : 0
  const closes = present ? new Date(present.flash.closes_at).getTime() : 0
  if (!present || now > closes)
    return (
      <section className="live-card live-flash" aria-label={t('flash')}>
        <header>
          <h2>{t('flash')}</h2>
        </header>
        <p className="desk-quiet">{f('flash_none')}</p>
        <p className="desk-quiet">{f('flash_none_words')}</p>
        <Button
          block
          disabled={over || desk.room.items.length === 0}
          icon={<Zap size={15} aria-hidden />}
          onClick={onOpen}
        >
          {f('flash_open')}
        </Button>
      </section>
    )
  const { flash, item } = present
  const soon = now < opens
  const part = flash.quota > 0 ? Math.floor((flash.taken / flash.quota) * 100) : 0
  // Not for good: an order that is not paid gives its pieces back, and the bar goes back with it.
  const gone = flash.taken >= flash.quota
  const sku = item.skus.find(({ id }) => id === flash.sku_id)
  return (
    <section className="live-card live-flash" aria-label={t('flash')}>
      <header>
        <h2>{soon ? f('flash_soon') : gone ? f('flash_gone') : f('flash_running')}</h2>
        <span className="desk-quiet num">
          {desk.room.items.indexOf(item) + 1} · {f('flash_limit')} {flash.limit_per_buyer}
        </span>
      </header>
      <p className="live-flash-title">
        {item.product.title}
        {sku && sku.option_values.length > 0 && ` · ${sku.option_values.join(' / ')}`}
      </p>
      <div className="live-flash-time">
        <span>{soon ? f('flash_begins') : f('flash_left')}</span>
        <b className="num" role="timer" data-soon={soon || undefined}>
          {soon && opens - now < 10_000
            ? Math.max(1, Math.ceil((opens - now) / 1_000))
            : countdown((soon ? opens : closes) - now)}
        </b>
      </div>
      <Progress
        percent={part}
        size="small"
        status="normal"
        aria-label={f('flash_taken', { taken: flash.taken, quota: flash.quota })}
      />
      {gone && !soon && <p className="desk-quiet">{f('flash_gone_words')}</p>}
      <div className="live-flash-facts num">
        <span>{f('flash_taken', { taken: flash.taken, quota: flash.quota })}</span>
        <span>
          {f('flash_price_is')} <MoneyText fen={flash.price} />
        </span>
      </div>
      <Button
        block
        danger
        disabled={over}
        loading={close.busy}
        onClick={() =>
          modal.confirm({
            title: f('flash_end_title'),
            content: f('flash_end_words'),
            okText: f('flash_end'),
            cancelText: t('cancel'),
            okButtonProps: { danger: true },
            onOk: () => close.run(flash.id),
          })
        }
      >
        {f('flash_end')}
      </Button>
    </section>
  )
}
