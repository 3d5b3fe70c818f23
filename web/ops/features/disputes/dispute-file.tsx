import { Link } from '@tanstack/react-router'
import type { Answer } from '../../../shared/api/client.ts'
import { CopyText } from '../../../shared/desk/copy-text.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { GoodsCell } from '../../../shared/desk/goods-cell.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useCarrierWords } from '../../../shared/i18n/use-history-words.ts'
import { paths } from '../../paths.ts'
import { disputesWords } from './disputes.words.ts'

export type DisputeView = Answer<'GET /v1/disputes/:aftersale_id'>

/** What is fought over, and what each side says and shows. */
export function DisputeFile({ file }: { file: DisputeView }) {
  const t = useWords(disputesWords)
  const carrier = useCarrierWords()
  return (
    <>
      <Panel
        title={t('facts')}
        acts={<StatusTag tone="warning">{t(`state_${file.state}`)}</StatusTag>}
      >
        <GoodsCell
          url={file.picture_url}
          title={file.title}
          words={`${file.option_values.join(' / ')} × ${file.quantity}`}
        />
        <dl className="desk-facts dispute-facts">
          <dt>{t('money_at_stake')}</dt>
          <dd>
            <MoneyText fen={file.amount} currency={file.currency} size="title" />
          </dd>
          <dt>{t('kind')}</dt>
          <dd>{t(`kind_${file.kind}`)}</dd>
          <dt>{t('order')}</dt>
          <dd>
            <CopyText text={file.order_number} />{' '}
            <Link {...paths.order(file.order_id)} className="ops-link">
              {t('view_order')}
            </Link>
          </dd>
          <dt>{t('asked_at')}</dt>
          <dd>
            <DateText at={file.created_at} />
          </dd>
          {file.return_tracking_number && (
            <>
              <dt>{t('return_parcel')}</dt>
              <dd>
                {carrier(file.return_carrier ?? '')} <CopyText text={file.return_tracking_number} />
              </dd>
            </>
          )}
        </dl>
      </Panel>
      <div className="dispute-sides">
        <Panel title={t('buyer_says')} meta={file.buyer_nickname}>
          <Side
            reason={t(`reason_${file.reason}`)}
            words={file.words}
            evidence={file.evidence_urls}
          />
          {file.escalation_words && (
            <div className="dispute-later">
              <b>{t('asked_platform')}</b>
              <p>{file.escalation_words}</p>
            </div>
          )}
        </Panel>
        <Panel title={t('seller_says')} meta={file.shop_name}>
          <Side
            reason={
              file.rejection_reason
                ? (t(`reject_${file.rejection_reason}` as 'reject_other') ?? file.rejection_reason)
                : null
            }
            words={file.rejection_words ?? ''}
            evidence={file.seller_evidence_urls}
          />
        </Panel>
      </div>
    </>
  )
}

function Side({
  reason,
  words,
  evidence,
}: {
  reason: string | null
  words: string
  evidence: readonly string[]
}) {
  const t = useWords(disputesWords)
  return (
    <div className="dispute-side">
      {reason && <StatusTag>{reason}</StatusTag>}
      <p>{words || <span className="desk-quiet">{t('no_words')}</span>}</p>
      {evidence.length === 0 ? (
        <p className="desk-quiet">{t('no_evidence')}</p>
      ) : (
        <ul className="dispute-evidence">
          {evidence.map((url, index) => (
            <li key={url}>
              <a href={url} target="_blank" rel="noreferrer">
                <img src={url} alt={t('evidence_of', { number: index + 1 })} loading="lazy" />
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
