import { Button } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { WordsDialog } from '../campaigns/words-dialog.tsx'
import type { Sample } from './sample-state.tsx'
import { samplesWords } from './samples.words.ts'

const ACTS = {
  withdraw: 'POST /v1/me/samples/:sample_id/withdrawal',
  receive: 'POST /v1/me/samples/:sample_id/receipt',
  extend: 'POST /v1/me/samples/:sample_id/extension',
} as const
type Act = keyof typeof ACTS

const actsIn = ({ state, is_extended }: Sample): Act[] => {
  if (state === 'pending' || state === 'awaiting_shipment') return ['withdraw']
  if (state === 'shipped') return ['receive']
  return state === 'content_pending' && !is_extended ? ['extend'] : []
}

/** What the creator may do in the present state. */
export function CreatorActs({ sample }: { sample: Sample }) {
  const t = useWords(samplesWords)
  const [appealing, setAppealing] = useState(false)
  const params = { sample_id: sample.id }
  const told = {
    done: t('done'),
    refresh: ['GET /v1/me/samples', 'GET /v1/me/samples/:sample_id', 'GET /v1/sample-goods'],
  } satisfies Parameters<typeof useAct>[1]
  const act = useAct((what: Act) => call(ACTS[what], { params }), told)
  const appeal = useAct(async (words: string) => {
    await call('POST /v1/me/samples/:sample_id/appeal', { params, body: { words } })
    setAppealing(false)
  }, told)
  return (
    <>
      {actsIn(sample).map((what) => (
        <Button
          key={what}
          size="small"
          type={what === 'receive' ? 'primary' : 'default'}
          loading={act.busy}
          onClick={() => void act.run(what)}
        >
          {t(what)}
        </Button>
      ))}
      {sample.appeal_until && (
        <Button size="small" onClick={() => setAppealing(true)}>
          {t('appeal')}
        </Button>
      )}
      {appealing && (
        <WordsDialog
          title={t('appeal_title')}
          busy={appeal.busy}
          onSend={(words) => void appeal.run(words)}
          onClose={() => setAppealing(false)}
        />
      )}
    </>
  )
}
