import { App, Button, Tooltip } from 'antd'
import { CircleAlert, Eye, Pause, Play, RadioTower, Square } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { countdown } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { viewerPaths } from '../../paths.ts'
import { RedPacketButton } from '../coupons/red-packet-button.tsx'
import type { Desk } from './desk-state.ts'
import { liveWords } from './live.words.ts'
import type { DeskHandle } from './use-desk.ts'

/** How long on air, and how the picture arrives. */
export function DeskMeta({ desk }: { desk: Desk }) {
  const t = useWords(liveWords)
  const now = usePlatformNow()
  const { room, health } = desk
  const until = room.ended_at ? new Date(room.ended_at).getTime() : now
  return (
    <>
      {room.started_at && (
        <span className="num">{countdown(until - new Date(room.started_at).getTime())}</span>
      )}
      {health && room.stream === 'on_air' && (
        <span className="num live-health">
          {t('health', {
            height: Math.min(health.width, health.height),
            mbps: (health.kbps / 1_000).toFixed(1),
            fps: Math.round(health.fps),
            gop: (health.gop_ms / 1_000).toFixed(1),
          })}
        </span>
      )}
      {health && health.advice.length > 0 && (
        <Tooltip
          title={health.advice
            .map((code) => t(`advice_${code}` as 'advice_fps_low') ?? code)
            .join(' ')}
        >
          <Button
            type="text"
            size="small"
            className="live-advice"
            icon={<CircleAlert size={15} aria-hidden />}
          >
            {t('advice')}
          </Button>
        </Tooltip>
      )}
    </>
  )
}

/** The room's own acts; what cannot be undone is asked twice. */
export function DeskActs({
  handle,
  desk,
  onPush,
}: {
  handle: DeskHandle
  desk: Desk
  onPush: () => void
}) {
  const t = useWords(liveWords)
  const { modal } = App.useApp()
  const params = { room_id: desk.room.id }
  const { state, stream } = desk.room
  const start = useAct(
    async () => handle.take(await call('POST /v1/rooms/:room_id/start', { params })),
    {
      done: t('started_done'),
    },
  )
  const pause = useAct(async () =>
    handle.take(await call('POST /v1/rooms/:room_id/pause', { params })),
  )
  const resume = useAct(async () =>
    handle.take(await call('POST /v1/rooms/:room_id/resume', { params })),
  )
  const end = useAct(
    async () => handle.take(await call('POST /v1/rooms/:room_id/end', { params })),
    {
      refresh: ['GET /v1/me/rooms'],
    },
  )
  const ask = (
    title: string,
    content: string,
    okText: string,
    onOk: () => unknown,
    danger = false,
  ) =>
    modal.confirm({
      title,
      content,
      okText,
      cancelText: t('cancel'),
      okButtonProps: { danger },
      onOk,
    })
  return (
    <>
      {(state === 'live' || state === 'paused') && (
        <Button
          href={viewerPaths.room(desk.room.id)}
          target="_blank"
          rel="noreferrer"
          icon={<Eye size={15} aria-hidden />}
        >
          {t('viewer_side')}
        </Button>
      )}
      {(state === 'live' || state === 'paused') && <RedPacketButton room_id={desk.room.id} />}
      {state !== 'ended' && state !== 'banned' && (
        <Button icon={<RadioTower size={15} aria-hidden />} onClick={onPush}>
          {t('push')}
        </Button>
      )}
      {state === 'preview' && (
        <Button
          type="primary"
          icon={<Play size={15} aria-hidden />}
          loading={start.busy}
          onClick={() =>
            stream === 'on_air'
              ? void start.run()
              : ask(t('start_no_stream'), t('start_no_stream_words'), t('start'), () => start.run())
          }
        >
          {t('start')}
        </Button>
      )}
      {state === 'live' && (
        <Button
          icon={<Pause size={15} aria-hidden />}
          loading={pause.busy}
          onClick={() => ask(t('pause_title'), t('pause_words'), t('pause'), () => pause.run())}
        >
          {t('pause')}
        </Button>
      )}
      {state === 'paused' && (
        <Button
          type="primary"
          icon={<Play size={15} aria-hidden />}
          loading={resume.busy}
          onClick={() => void resume.run()}
        >
          {t('resume')}
        </Button>
      )}
      {(state === 'live' || state === 'paused') && (
        <Button
          danger
          type="primary"
          icon={<Square size={14} aria-hidden />}
          loading={end.busy}
          onClick={() => ask(t('end_title'), t('end_words'), t('end'), () => end.run(), true)}
        >
          {t('end')}
        </Button>
      )}
    </>
  )
}
