import { Alert, App, Button, Drawer, Input, Space } from 'antd'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { CopyButton } from '../../../shared/desk/copy-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { liveWords } from './live.words.ts'
import { pushWords } from './push.words.ts'

/** Where and with what key to push the picture. A key is shown once made; a fresh one kills the old. */
export function PushPanel({
  room_id,
  open,
  onClose,
  over,
}: {
  room_id: string
  open: boolean
  onClose: () => void
  over: boolean
}) {
  const t = useWords(liveWords)
  const p = useWords(pushWords)
  const format = useFormat()
  const { modal } = App.useApp()
  const [push, setPush] = useState<Answer<'POST /v1/rooms/:room_id/push-key'>>()
  const [shown, setShown] = useState(false)
  const make = useAct(async () =>
    setPush(await call('POST /v1/rooms/:room_id/push-key', { params: { room_id } })),
  )
  const ffmpeg = (url: string) =>
    `ffmpeg -re -i input.mp4 -c:v libx264 -preset veryfast -tune zerolatency -b:v 2500k -g 60 -bf 0 -c:a aac -b:a 128k -ar 44100 -f flv '${url}'`
  return (
    <Drawer open={open} onClose={onClose} title={t('push')} size={520}>
      <div className="live-push">
        <Alert type="info" showIcon title={p('push_words')} />
        {push ? (
          <>
            <label htmlFor="push-server">{p('push_server')}</label>
            <Space.Compact block>
              <Input id="push-server" readOnly value={push.server} />
              <CopyButton text={push.server} />
            </Space.Compact>
            <label htmlFor="push-key">{p('push_key')}</label>
            <Space.Compact block>
              <Input
                id="push-key"
                readOnly
                type={shown ? 'text' : 'password'}
                autoComplete="off"
                value={push.stream_key}
              />
              <Button onClick={() => setShown(!shown)}>
                {p(shown ? 'push_hide' : 'push_show')}
              </Button>
              <CopyButton text={push.stream_key} />
            </Space.Compact>
            <p className="desk-quiet">
              {p('push_until', { at: format.dateTime(push.expires_at) })}
            </p>
            <label htmlFor="push-ffmpeg">{p('push_ffmpeg')}</label>
            <Space.Compact block>
              <Input.TextArea
                id="push-ffmpeg"
                readOnly
                autoSize
                className="live-push-line"
                value={ffmpeg(shown ? push.url : push.url.replace(push.stream_key, '••••••••'))}
              />
              <CopyButton text={ffmpeg(push.url)} />
            </Space.Compact>
          </>
        ) : null}
        <Button
          type={push ? 'default' : 'primary'}
          disabled={over}
          loading={make.busy}
          icon={<KeyRound size={15} aria-hidden />}
          onClick={() =>
            push
              ? modal.confirm({
                  title: p('push_again'),
                  content: p('push_again_words'),
                  okText: p('push_again'),
                  cancelText: t('cancel'),
                  onOk: () => make.run(),
                })
              : void make.run()
          }
        >
          {p(push ? 'push_again' : 'push_make')}
        </Button>
        <h3>{p('push_obs')}</h3>
        <ol>
          {(['obs_1', 'obs_2', 'obs_3', 'obs_4'] as const).map((step) => (
            <li key={step}>{p(step)}</li>
          ))}
        </ol>
      </div>
    </Drawer>
  )
}
