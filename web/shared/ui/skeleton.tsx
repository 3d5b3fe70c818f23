import { type ReactNode, useEffect, useState } from 'react'
import { useWords } from '../i18n/language.tsx'
import './skeleton.css'
import { uiWords } from './ui.words.ts'

/** Shows its children only when the wait is felt: skeletons that flash are worse than none. */
export function Late({ after_ms = 200, children }: { after_ms?: number; children: ReactNode }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), after_ms)
    return () => clearTimeout(timer)
  }, [after_ms])
  return late ? children : null
}

/** A grey bar in the place of what comes. */
export function Bone({
  width = '100%',
  height = 14,
  radius = 6,
}: {
  width?: number | string
  height?: number | string
  radius?: number
}) {
  return <span className="ui-bone" style={{ width, height, borderRadius: radius }} />
}

/** Rows of a list that is on its way: a picture and some lines each. */
export function SkeletonRows({ count = 5 }: { count?: number }) {
  const t = useWords(uiWords)
  return (
    <Late>
      <div className="ui-skeleton" role="status" aria-label={t('loading')}>
        {Array.from({ length: count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
          <div className="ui-skeleton-row" key={index}>
            <Bone width={88} height={88} radius={10} />
            <div>
              <Bone width="90%" />
              <Bone width="60%" />
              <Bone width="34%" height={20} />
            </div>
          </div>
        ))}
      </div>
    </Late>
  )
}
