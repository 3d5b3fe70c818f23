import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import './picture.css'

/** A picture that keeps its place: grey while it comes, a mark when it does not. */
export function Picture({
  src,
  alt,
  className,
  eager,
}: {
  src: string | null | undefined
  alt: string
  className?: string
  eager?: boolean
}) {
  const [failed, setFailed] = useState<string>()
  return (
    <span className={`ui-picture ${className ?? ''}`}>
      {src && failed !== src ? (
        <img
          src={src}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          onError={() => setFailed(src)}
        />
      ) : (
        <ImageOff size={24} aria-hidden />
      )}
    </span>
  )
}

const TINTS = ['#c8452c', '#a8472f', '#2f6f8f', '#4d5aa8', '#7a4a9e', '#2e7a5a', '#96405f']

/** A person's or shop's picture, or the first letter of the name on a colour of its own. */
export function Avatar({
  name,
  src,
  size = 40,
}: {
  name: string
  src: string | null | undefined
  size?: number
}) {
  const tint =
    TINTS[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TINTS.length]
  return (
    <span
      className="ui-avatar"
      style={{ width: size, height: size, fontSize: size * 0.42, background: tint }}
      aria-hidden
    >
      {src ? <img src={src} alt="" loading="lazy" /> : [...name][0]}
    </span>
  )
}
