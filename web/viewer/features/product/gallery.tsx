import { useState } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Picture } from '../../../shared/ui/picture.tsx'
import { productWords } from './product.words.ts'

/** A product's pictures, swiped sideways. */
export function Gallery({
  title,
  pictures,
}: {
  title: string
  pictures: Answer<'GET /v1/products/:product_id'>['pictures']
}) {
  const t = useWords(productWords)
  const [at, setAt] = useState(0)
  if (pictures.length === 0) return <Picture src={null} alt="" className="gallery-photo" />
  return (
    <div className="gallery">
      <section
        className="gallery-strip"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys swipe it.
        tabIndex={0}
        aria-label={title}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) =>
          setAt(Math.round(scrollLeft / Math.max(1, clientWidth)))
        }
      >
        {pictures.map((picture, index) => (
          <Picture
            key={picture.id}
            src={picture.url}
            alt={t('pictures', { at: index + 1, count: pictures.length })}
            className="gallery-photo"
            eager={index === 0}
          />
        ))}
      </section>
      {pictures.length > 1 && (
        <span className="gallery-count num" aria-hidden>
          {at + 1}/{pictures.length}
        </span>
      )}
    </div>
  )
}
