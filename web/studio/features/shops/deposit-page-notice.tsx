import { Link } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { useRoute } from '../../../shared/api/query.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { depositWords } from './deposit.words.ts'
import '../../../shared/deposits/deposits.css'

/** The notice of a deposit that is short, where the day's work begins; nothing while it is whole. */
export function DepositNotice({ shop_id }: { shop_id: string }) {
  const t = useWords(depositWords)
  const format = useFormat()
  const deposit = useRoute('GET /v1/shops/:shop_id/deposit', { params: { shop_id } }).data
  if (deposit?.state !== 'short') return null
  const { deadline_at, missing, currency } = deposit
  return (
    <Alert
      type={deadline_at ? 'warning' : 'error'}
      showIcon
      title={t('short_title', { amount: format.money(missing, currency) })}
      description={
        <>
          {t(deadline_at ? 'short_grace' : 'short_over')}{' '}
          {deadline_at && <DeadlineText at={deadline_at} />}
          <div className="deposit-acts">
            <Link {...paths.shopDeposit(shop_id)}>
              <Button>{t('see_deposit')}</Button>
            </Link>
          </div>
        </>
      }
    />
  )
}
