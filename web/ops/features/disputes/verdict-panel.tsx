import { Alert, App, Button, Input, Radio } from 'antd'
import { useState } from 'react'
import { call, newKey, Problem } from '../../../shared/api/client.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import type { DisputeView } from './dispute-file.tsx'
import { disputesWords } from './disputes.words.ts'

/** One side, with words that both read; carried out at once. */
export function VerdictPanel({
  file,
  side,
  onSide,
  onReload,
  onJudged,
}: {
  file: DisputeView
  side: 'buyer' | 'seller' | undefined
  onSide: (side: 'buyer' | 'seller') => void
  onReload: () => void
  onJudged: () => void
}) {
  const t = useWords(disputesWords)
  const ops = useWords(opsWords)
  const format = useFormat()
  const { modal } = App.useApp()
  const [words, setWords] = useState('')
  const [tried, setTried] = useState(false)
  const [conflict, setConflict] = useState(false)
  const [key] = useState(newKey)
  const amount = format.money(file.amount, file.currency)
  const judge = useAct(
    async (verdict: 'buyer' | 'seller') => {
      try {
        await call('POST /v1/disputes/:aftersale_id/verdict', {
          params: { aftersale_id: file.id },
          body: { verdict, words: words.trim(), version: file.version },
          key: `${key}-${verdict}-${file.version}`,
        })
      } catch (error) {
        if (error instanceof Problem && error.code === 'changed_meanwhile') setConflict(true)
        throw error
      }
      onJudged()
    },
    { done: t('judged'), refresh: ['GET /v1/disputes', 'GET /v1/disputes/:aftersale_id'] },
  )
  const missing =
    side === undefined ? 'verdict_needed' : words.trim() === '' ? 'words_needed' : null
  return (
    <Panel title={t('verdict')} meta={<DeadlineText at={file.deadline_at} />}>
      <div className="review-decision">
        {conflict && (
          <Alert
            type="warning"
            showIcon
            title={ops('version_conflict')}
            description={ops('version_conflict_words')}
            action={
              <Button
                size="small"
                onClick={() => {
                  setConflict(false)
                  onReload()
                }}
              >
                {ops('reload')}
              </Button>
            }
          />
        )}
        <Radio.Group
          vertical
          aria-label={t('verdict_for')}
          value={side}
          onChange={({ target }) => onSide(target.value)}
          options={[
            { value: 'buyer', label: t('for_buyer', { amount }) },
            { value: 'seller', label: t('for_seller') },
          ]}
        />
        <Input.TextArea
          aria-label={t('verdict_words')}
          placeholder={t('verdict_words')}
          autoSize={{ minRows: 4, maxRows: 10 }}
          maxLength={500}
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        {tried && missing && (
          <p className="review-wrong" role="alert">
            {t(missing)}
          </p>
        )}
        <Button
          type="primary"
          block
          loading={judge.busy}
          onClick={() => {
            setTried(true)
            if (missing || !side) return
            modal.confirm({
              title: t('confirm_title'),
              content: side === 'buyer' ? t('confirm_buyer', { amount }) : t('confirm_seller'),
              okText: t('judge'),
              cancelText: ops('cancel'),
              onOk: () => judge.run(side),
            })
          }}
        >
          {t('judge')}
        </Button>
      </div>
    </Panel>
  )
}
