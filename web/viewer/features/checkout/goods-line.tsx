import type { ReactNode } from 'react'
import { Picture } from '../../../shared/ui/picture.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import './checkout.css'

/** One line of goods: picture, title, options, price and how many. */
export function GoodsLine({
  title,
  picture_url,
  option_values,
  unit_price,
  currency,
  quantity,
  tags,
  children,
}: {
  title: string
  picture_url: string | null
  option_values: readonly string[]
  unit_price: number
  currency: string
  /** Left out where the quantity can be changed. */
  quantity?: number
  tags?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="goods-line">
      <Picture src={picture_url} alt="" className="goods-line-picture" />
      <div className="grow">
        <p className="two-lines">{title}</p>
        {option_values.length > 0 && <p className="faint clip">{option_values.join(' · ')}</p>}
        {tags}
        <div className="goods-line-foot">
          <Price fen={unit_price} currency={currency} tone="ink" />
          {quantity !== undefined && <span className="muted num">×{quantity}</span>}
          {children}
        </div>
      </div>
    </div>
  )
}
