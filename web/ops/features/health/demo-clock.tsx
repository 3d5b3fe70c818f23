import { useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { FastForward } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { noteServerTime, usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { healthWords } from './health.words.ts'

const HOUR = 3_600

/** Moves a demo's time ahead, so that deadlines and settlements can be watched happening. */
export function DemoClock() {
  const t = useWords(healthWords)
  const format = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const me = useMe()
  const time = useRoute('GET /v1/time')
  const now = usePlatformNow(1_000)
  const [hours, setHours] = useState<number | null>(48)
  const move = useAct(async (advance_s: number) => {
    const moved = await call('POST /v1/demo/clock', { body: { advance_s } })
    noteServerTime(moved.now)
    // An operator's session lasts twelve hours of the platform's time: who leaps ahead would be signed out.
    await call('POST /v1/demo/session', { body: { account_id: me.id } }).catch(() => null)
    // Anything on any page may have come due.
    await client.invalidateQueries()
    say.done(t('moved', { now: format.dateTime(moved.now) }))
  })
  const ahead = Math.round((time.data?.offset_ms ?? 0) / 1_000 / HOUR)
  return (
    <section className="health-clock" aria-label={t('clock')}>
      <FastForward size={20} aria-hidden />
      <div>
        <h2>
          {t('clock')} <time className="num">{format.dateTime(new Date(now))}</time>
        </h2>
        <p>
          {t('clock_words')}{' '}
          {ahead > 0
            ? t('ahead', {
                time: t('days_hours', { days: Math.floor(ahead / 24), hours: ahead % 24 }),
              })
            : t('in_step')}
        </p>
      </div>
      <div className="health-clock-acts">
        {(
          [
            ['clock_hour', HOUR],
            ['clock_day', 24 * HOUR],
            ['clock_week', 8 * 24 * HOUR],
          ] as const
        ).map(([word, seconds]) => (
          <Button key={word} disabled={move.busy} onClick={() => void move.run(seconds)}>
            +{t(word)}
          </Button>
        ))}
        <InputNumber
          min={1}
          max={8_760}
          precision={0}
          value={hours}
          aria-label={t('clock_custom')}
          onChange={setHours}
          suffix="h"
          className="health-clock-hours"
        />
        <Button
          type="primary"
          loading={move.busy}
          disabled={!hours}
          onClick={() => void move.run((hours ?? 0) * HOUR)}
        >
          {t('move')}
        </Button>
      </div>
    </section>
  )
}
