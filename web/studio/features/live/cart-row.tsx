import { Button, Dropdown } from 'antd'
import { Ellipsis, GripVertical, Zap } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { Thumb } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useSourceName } from '../../../shared/i18n/source-words.ts'
import type { Desk, DeskItem } from './desk-state.ts'
import { liveWords } from './live.words.ts'
import { PolicyNote } from './policy-note.tsx'

const LOW_STOCK = 20

export function CartRow({
  item,
  index,
  count,
  room_id,
  warning,
  pending,
  over,
  isTarget,
  onExplain,
  onFlash,
  onMove,
  onRemoved,
  onDragStart,
  onDragOver,
  onDragEnd,
  onDrop,
}: {
  item: DeskItem
  index: number
  count: number
  room_id: string
  warning: Desk['warnings'][number] | undefined
  pending: boolean
  over: boolean
  isTarget: boolean
  onExplain: () => void
  onFlash: () => void
  onMove: (place: number) => void
  onRemoved: () => void
  onDragStart: () => void
  onDragOver: () => void
  onDragEnd: () => void
  onDrop: () => void
}) {
  const t = useWords(liveWords)
  const format = useFormat()
  const sourceName = useSourceName()
  const remove = useAct(
    async () => {
      await call('DELETE /v1/rooms/:room_id/items/:item_id', {
        params: { room_id, item_id: item.id },
      })
      onRemoved()
    },
    { done: t('removed') },
  )
  const { product, flash } = item
  const hidden = item.state === 'hidden_by_policy'
  const external = item.external_url !== null
  const gone = !external && product.stock === 0
  return (
    <tr
      data-explaining={item.is_explaining || undefined}
      data-hidden={hidden || undefined}
      data-target={isTarget || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        onDragOver()
      }}
      onDrop={(event) => {
        event.preventDefault()
        onDrop()
      }}
      onKeyDown={(event) => {
        if (!event.altKey || over) return
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        onMove(index + (event.key === 'ArrowUp' ? -1 : 1))
      }}
    >
      <td className="live-cart-number">
        <button
          type="button"
          className="live-cart-grip"
          draggable={!over}
          disabled={over}
          aria-label={t('drag', { number: index + 1 })}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            event.dataTransfer.setData('text/plain', item.id)
            onDragStart()
          }}
          onDragEnd={onDragEnd}
        >
          <GripVertical size={14} aria-hidden />
          <span className="num">{index + 1}</span>
        </button>
      </td>
      <td>
        <div className="desk-goods">
          <Thumb url={product.picture_url} size={44} />
          <div>
            <p className="live-cart-title" title={product.title}>
              {product.title}
            </p>
            <p className="live-cart-words num">
              {!external && (
                <span>
                  {t('stock')} {format.compact(product.stock)}
                </span>
              )}
              {external && <span>{sourceName(product.sub_source ?? product.source)}</span>}
              {gone && <StatusTag tone="danger">{t('sold_out')}</StatusTag>}
              {!external && !gone && product.stock <= LOW_STOCK && (
                <StatusTag tone="warning">{t('stock_low')}</StatusTag>
              )}
              {flash && flash.state !== 'closed' && (
                <StatusTag tone="live">
                  <Zap size={11} aria-hidden />
                  {t('flash')}
                </StatusTag>
              )}
            </p>
            <PolicyNote item={item} warning={warning} />
          </div>
        </div>
      </td>
      <td className="live-cart-figure">
        {flash?.state === 'open' ? (
          <>
            <b className="live-cart-flash">
              <MoneyText fen={flash.price} />
            </b>
            <br />
            <MoneyText fen={product.price_from} size="small" strike />
          </>
        ) : external && product.price_from === 0 ? (
          <span className="desk-quiet">—</span>
        ) : (
          <MoneyText fen={product.price_from} />
        )}
      </td>
      <td className="live-cart-figure live-cart-sold num">{format.compact(item.sold_count)}</td>
      <td className="live-cart-acts">
        <div>
          <Button
            size="small"
            className={item.is_explaining ? 'live-explaining' : ''}
            aria-pressed={item.is_explaining}
            disabled={over || (hidden && !item.is_explaining)}
            onClick={onExplain}
          >
            {item.is_explaining ? t('explaining_now') : t('explain')}
          </Button>
          {pending && <StatusTag tone="warning">{t('pending')}</StatusTag>}
          <Button
            size="small"
            type="text"
            disabled={over || hidden || gone || external || flash?.state === 'open'}
            onClick={onFlash}
          >
            {t('flash')}
          </Button>
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'up', label: `${t('up')} (Alt ↑)`, disabled: over || index === 0 },
                {
                  key: 'down',
                  label: `${t('down')} (Alt ↓)`,
                  disabled: over || index === count - 1,
                },
                { type: 'divider' },
                { key: 'remove', label: t('remove'), danger: true, disabled: over },
              ],
              onClick: ({ key }) => {
                if (key === 'up') onMove(index - 1)
                if (key === 'down') onMove(index + 1)
                if (key === 'remove') void remove.run()
              },
            }}
          >
            <Button
              size="small"
              type="text"
              aria-label={`${t('more')}: ${index + 1}`}
              icon={<Ellipsis size={15} aria-hidden />}
            />
          </Dropdown>
        </div>
      </td>
    </tr>
  )
}
