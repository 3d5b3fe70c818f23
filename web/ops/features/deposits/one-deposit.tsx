import { Link } from '@tanstack/react-router'
import { Button, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DepositBlocks } from '../../../shared/deposits/deposit-blocks.tsx'
import { DepositFigures } from '../../../shared/deposits/deposit-figures.tsx'
import { DepositLines } from '../../../shared/deposits/deposit-lines.tsx'
import { DepositRecords } from '../../../shared/deposits/deposit-records.tsx'
import {
  type Deposit,
  DepositStateTag,
  useReasonWords,
} from '../../../shared/deposits/deposit-state-tag.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { opsDepositsWords } from './deposits.words.ts'

/** One shop's deposit as the shop sees it, and the answer to its application. */
export function OneDeposit({ shop_id, onBack }: { shop_id: string; onBack: () => void }) {
  const t = useWords(opsDepositsWords)
  const found = useRoute('GET /v1/deposits/:shop_id', { params: { shop_id } })
  const deposit = found.data
  return (
    <Page
      title={deposit?.shop_name ?? t('title')}
      tag={deposit && <DepositStateTag state={deposit.state} />}
      meta={deposit?.deadline_at && <DeadlineText at={deposit.deadline_at} />}
      acts={<Button onClick={onBack}>{t('back')}</Button>}
    >
      {found.error && !deposit ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !deposit ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      ) : (
        <>
          <DepositFigures deposit={deposit} />
          <div className="deposit-split">
            <div>
              <DepositLines deposit={deposit} />
              <Happened deposit={deposit} />
            </div>
            <Answer deposit={deposit} />
          </div>
          <DepositRecords
            route="GET /v1/deposits/:shop_id/records"
            shop_id={shop_id}
            currency={deposit.currency}
          />
        </>
      )}
    </Page>
  )
}

function Answer({ deposit }: { deposit: Deposit }) {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const [reason, setReason] = useState('')
  const { shop_id, refund, currency } = deposit
  const is_asked = deposit.state === 'refund_applied'
  const answer = useAct(
    (approve: boolean) =>
      call('POST /v1/deposits/:shop_id/refund-answer', {
        params: { shop_id },
        body: { approve, words: reason },
      }),
    {
      done: t('answered'),
      refresh: [
        'GET /v1/deposits/:shop_id',
        'GET /v1/deposits',
        'GET /v1/deposits/:shop_id/records',
      ],
    },
  )
  return (
    <Panel title={is_asked ? t('answer_title') : words('blocks_title')}>
      <DepositBlocks
        blocks={refund.blocks}
        currency={currency}
        look={({ kind, ids }) => {
          const [first] = ids
          if (!first) return null
          if (kind === 'orders') return <Link {...paths.order(first)}>{words('look')}</Link>
          if (kind === 'disputes')
            return <Link {...paths.disputes({ id: first })}>{words('look')}</Link>
          return null
        }}
      />
      {is_asked && (
        <>
          <p className="desk-quiet deposit-note">{t('answer_words')}</p>
          <Input.TextArea
            aria-label={t('answer_reason')}
            placeholder={t('answer_reason')}
            maxLength={500}
            rows={3}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <div className="deposit-acts">
            <Button
              type="primary"
              disabled={refund.blocks.length > 0}
              loading={answer.busy}
              onClick={() => void answer.run(true)}
            >
              {t('approve')}
            </Button>
            <Button
              danger
              disabled={reason.trim() === ''}
              loading={answer.busy}
              onClick={() => void answer.run(false)}
            >
              {t('refuse')}
            </Button>
          </div>
        </>
      )}
    </Panel>
  )
}

function Happened({ deposit }: { deposit: Deposit }) {
  const t = useWords(opsDepositsWords)
  const words = useWords(depositsWords)
  const reason = useReasonWords()
  return (
    <Panel title={t('history')}>
      <ol className="deposit-history">
        {deposit.history.map(({ state, reason: why, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what happened keeps its place for good.
          <li key={index}>
            <b>{words(`state_${state}`)}</b> {reason(why)} <DateText at={at} />
          </li>
        ))}
      </ol>
    </Panel>
  )
}
