import { ImageOff } from 'lucide-react'
import type { ReactNode } from 'react'

/** A picture that keeps its place while it loads and when there is none. */
export function Thumb({ url, size = 44 }: { url: string | null; size?: number }) {
  return (
    <span className="desk-thumb" style={{ inlineSize: size, blockSize: size }}>
      {url ? <img src={url} alt="" loading="lazy" /> : <ImageOff size={size / 2.6} aria-hidden />}
    </span>
  )
}

/** Goods in a row: picture, title on at most two lines, quiet words below. */
export function GoodsCell({
  url,
  title,
  words,
  size,
}: {
  url: string | null
  title: ReactNode
  words?: ReactNode
  size?: number
}) {
  return (
    <div className="desk-goods">
      <Thumb url={url} size={size} />
      <div>
        <div className="desk-goods-title">{title}</div>
        {words && <div className="desk-goods-words">{words}</div>}
      </div>
    </div>
  )
}
