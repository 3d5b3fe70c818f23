import { Alert, Skeleton } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DepositFigures } from '../../../shared/deposits/deposit-figures.tsx'
import { DepositLines } from '../../../shared/deposits/deposit-lines.tsx'
import { DepositRecords } from '../../../shared/deposits/deposit-records.tsx'
import {
  type Deposit,
  DepositStateTag,
  useReasonWords,
} from '../../../shared/deposits/deposit-state-tag.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useMe } from '../../../shared/desk/session.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { depositWords } from './deposit.words.ts'
import { FromSales, RefundPanel, ShopBlocks, TopUp } from './deposit-page-acts.tsx'

/** The shop's deposit: what is required and why, what is there, how to fill it and how to have it back. */
export function ShopDepositPage({ shop_id }: { shop_id: string }) {
  const t = useWords(depositsWords)
  const own = useWords(depositWords)
  const me = useMe()
  const found = useRoute(
    'GET /v1/shops/:shop_id/deposit',
    { params: { shop_id } },
    { refetchInterval: 20_000 },
  )
  const deposit = found.data
  const owner = me.shops.find(({ id }) => id === shop_id)?.role === 'owner'
  return (
    <Page title={t('deposit')} tag={deposit && <DepositStateTag state={deposit.state} />}>
      {found.error && !deposit ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !deposit ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      ) : (
        <>
          <Standing deposit={deposit} owner={owner} />
          <DepositFigures deposit={deposit} />
          {!owner && <p className="desk-quiet">{own('owner_only')}</p>}
          <div className="deposit-split">
            <div>
              <DepositLines deposit={deposit} />
            </div>
            <div>
              {deposit.missing > 0 && deposit.state !== 'refunded' && (
                <FromSales shop_id={shop_id} share_ppm={deposit.share_ppm} disabled={!owner} />
              )}
              <RefundPanel deposit={deposit} disabled={!owner} />
            </div>
          </div>
          <DepositRecords
            route="GET /v1/shops/:shop_id/deposit-records"
            shop_id={shop_id}
            currency={deposit.currency}
          />
        </>
      )}
    </Page>
  )
}

/** What asks for attention: how much is missing and until when, or where a refund stands. */
function Standing({ deposit, owner }: { deposit: Deposit; owner: boolean }) {
  const t = useWords(depositWords)
  const format = useFormat()
  const { state, deadline_at, currency, missing, shop_id } = deposit
  const deadline = deadline_at && <DeadlineText at={deadline_at} />
  const amount = format.money(missing, currency)
  const pay = (
    <div className="deposit-acts">
      <TopUp shop_id={shop_id} disabled={!owner} />
    </div>
  )
  switch (state) {
    case 'short':
      return (
        <>
          <Alert
            type={deadline_at ? 'warning' : 'error'}
            showIcon
            title={t('short_title', { amount })}
            description={
              <>
                {t(deadline_at ? 'short_grace' : 'short_over')} {deadline}
                {pay}
              </>
            }
          />
          <Refused deposit={deposit} />
        </>
      )
    case 'unpaid':
      return (
        <Alert
          type="info"
          showIcon
          title={t('unpaid_title', { amount })}
          description={
            <>
              {deadline}
              {pay}
            </>
          }
        />
      )
    case 'refund_applied':
      return (
        <Alert
          type="info"
          showIcon
          title={t('applied_title')}
          description={
            <>
              {t('applied_words')} {deadline}
            </>
          }
        />
      )
    case 'refund_hold':
      return <Alert type="info" showIcon title={t('hold_title')} description={deadline} />
    case 'refunded':
      return (
        <Alert
          type="info"
          showIcon
          title={t('refunded_title')}
          description={
            <>
              {t('refunded_words')}
              {pay}
            </>
          }
        />
      )
    default:
      return <Refused deposit={deposit} />
  }
}

function Refused({ deposit: { shop_id, refund, currency } }: { deposit: Deposit }) {
  const t = useWords(depositWords)
  const reason = useReasonWords()
  if (refund.answer === '' && refund.refused_for.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('answer_title')}
      description={
        <>
          {refund.answer && <p>{reason(refund.answer)}</p>}
          {refund.refused_for.length > 0 && (
            <ShopBlocks shop_id={shop_id} blocks={refund.refused_for} currency={currency} />
          )}
        </>
      }
    />
  )
}
