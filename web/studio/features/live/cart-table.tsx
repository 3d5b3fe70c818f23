import { Button, Input, type InputRef } from 'antd'
import { Plus, Search, ShoppingCart } from 'lucide-react'
import { type RefObject, useImperativeHandle, useRef, useState } from 'react'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { CartRow } from './cart-row.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'
import type { DeskHandle } from './use-desk.ts'

/** The room's cart in the host's order: dragged, or moved by Alt+arrows and the menu. */
export function CartTable({
  desk,
  handle,
  over,
  search,
  onAdd,
  onFlash,
}: {
  desk: Desk
  handle: DeskHandle
  over: boolean
  search: RefObject<HTMLInputElement | null>
  onAdd: () => void
  onFlash: (item_id: string) => void
}) {
  const t = useWords(liveWords)
  const [q, setQ] = useState('')
  const [dragged, setDragged] = useState<string>()
  const [target, setTarget] = useState<number>()
  const [said, setSaid] = useState('')
  const field = useRef<InputRef>(null)
  useImperativeHandle(search, () => field.current?.input as HTMLInputElement)
  const { items } = desk.room
  const wanted = q.trim().toLowerCase()
  const shown = items
    .map((item, index) => ({ item, index }))
    .filter(
      ({ item, index }) =>
        wanted === '' ||
        String(index + 1) === wanted ||
        item.product.title.toLowerCase().includes(wanted),
    )
  const move = (item_id: string, place: number) => {
    if (place < 0 || place >= items.length) return
    handle.move(item_id, place)
    const item = items.find(({ id }) => id === item_id)
    setSaid(t('moved', { title: item?.product.title ?? '', place: place + 1 }))
  }
  return (
    <section className="live-card live-cart" aria-label={t('cart')}>
      <header>
        <h2>{t('cart')}</h2>
        <span className="desk-quiet num">{t('cart_count', { count: items.length })}</span>
        <div className="desk-panel-acts">
          <Input
            ref={field}
            allowClear
            size="small"
            className="live-cart-search"
            value={q}
            aria-label={t('find_goods')}
            placeholder={t('find_goods')}
            prefix={<Search size={13} aria-hidden />}
            onChange={(event) => setQ(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setQ('')}
          />
          <Button
            type="primary"
            size="small"
            disabled={over}
            icon={<Plus size={14} aria-hidden />}
            onClick={onAdd}
          >
            {t('add_goods')}
          </Button>
        </div>
      </header>
      <p className="sr-only" role="status">
        {said}
      </p>
      {items.length === 0 ? (
        <StateCard icon={ShoppingCart} title={t('cart_empty')} words={t('cart_empty_words')}>
          <Button type="primary" disabled={over} onClick={onAdd}>
            {t('add_goods')}
          </Button>
        </StateCard>
      ) : (
        <section
          className="live-cart-scroll"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
          tabIndex={0}
          aria-label={t('cart_count', { count: items.length })}
        >
          <table>
            <thead>
              <tr>
                <th scope="col" className="live-cart-number">
                  {t('number')}
                </th>
                <th scope="col">{t('goods')}</th>
                <th scope="col" className="live-cart-figure">
                  {t('live_price')}
                </th>
                <th scope="col" className="live-cart-figure live-cart-sold">
                  {t('sold')}
                </th>
                <th scope="col" className="live-cart-acts">
                  {t('acts')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ item, index }) => (
                <CartRow
                  key={item.id}
                  item={item}
                  index={index}
                  count={items.length}
                  room_id={desk.room.id}
                  warning={desk.warnings.find(({ item_id }) => item_id === item.id)}
                  pending={
                    (handle.pending.explaining !== undefined &&
                      (handle.pending.explaining === item.id ||
                        (handle.pending.explaining === null && item.is_explaining))) ||
                    false
                  }
                  over={over}
                  isTarget={target === index && dragged !== undefined && dragged !== item.id}
                  onExplain={() => handle.explain(item.is_explaining ? null : item.id)}
                  onFlash={() => onFlash(item.id)}
                  onMove={(place) => move(item.id, place)}
                  onRemoved={() => void handle.refetch()}
                  onDragStart={() => setDragged(item.id)}
                  onDragOver={() => setTarget(index)}
                  onDragEnd={() => {
                    setDragged(undefined)
                    setTarget(undefined)
                  }}
                  onDrop={() => dragged && move(dragged, index)}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
