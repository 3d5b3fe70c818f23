import { type Ref, useImperativeHandle, useRef } from 'react'

export type HeartsHandle = { rise: (count: number) => void }
const POOL = 12
const TINTS = ['#ff4d6d', '#ff8a3d', '#ff5fa2', '#ffd166', '#b388ff']

/** Hearts that float up: a pool of twelve, each used again, so that a storm of likes costs nothing. */
export function Hearts({ ref }: { ref: Ref<HeartsHandle> }) {
  const box = useRef<HTMLDivElement>(null)
  const next = useRef(0)
  useImperativeHandle(
    ref,
    () => ({
      rise: (count) => {
        if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
        for (let index = 0; index < count; index++) {
          const heart = box.current?.children[next.current++ % POOL] as HTMLElement | undefined
          if (!heart) return
          const drift = (Math.random() - 0.5) * 64
          heart.style.color = TINTS[Math.floor(Math.random() * TINTS.length)] ?? '#ff4d6d'
          heart.animate(
            [
              { opacity: 0, transform: 'translate(0, 0) scale(0.4)' },
              { opacity: 1, transform: `translate(${drift / 3}px, -50px) scale(1.1)`, offset: 0.2 },
              { opacity: 0, transform: `translate(${drift}px, -260px) scale(0.9)` },
            ],
            {
              duration: 2_400,
              delay: index * 120,
              easing: 'cubic-bezier(0.2, 0.6, 0.4, 1)',
              fill: 'backwards',
            },
          )
        }
      },
    }),
    [],
  )
  return (
    <div className="hearts" ref={box} aria-hidden>
      {Array.from({ length: POOL }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed pool.
        <svg key={index} viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
          <path
            fill="currentColor"
            d="M12 21s-8.5-5.2-8.5-11.3A4.9 4.9 0 0 1 12 6.6a4.9 4.9 0 0 1 8.5 3.1C20.5 15.8 12 21 12 21z"
          />
        </svg>
      ))}
    </div>
  )
}
