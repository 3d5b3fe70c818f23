import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { opsDepositsWords } from './deposits.words.ts'
import type { RuleAsk } from './rule-fields.ts'
import { ShopPicker, useStill } from './shop-picker.tsx'

/** What shops would owe on the rule's first day, of all or of one. */
export function RulePreview({ ask }: { ask: RuleAsk | undefined }) {
  const t = useWords(opsDepositsWords)
  const format = useFormat()
  const [shop_id, setShop] = useState<string>()
  const asked = useStill(ask ? JSON.stringify({ ...ask, ...(shop_id ? { shop_id } : {}) }) : '')
  const found = useRoute(
    'POST /v1/deposit-rule-previews',
    { body: asked ? JSON.parse(asked) : {} } as never,
    { enabled: asked !== '', placeholderData: (old) => old, retry: false },
  )
  return (
    <section className="deposit-preview" aria-label={t('preview')} aria-live="polite">
      <h3>{t('preview')}</h3>
      {!ask ? (
        <p className="desk-quiet">{t('preview_incomplete')}</p>
      ) : found.error ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <TableSkeleton rows={2} />
      ) : (
        <>
          <p className="desk-quiet">{t('preview_words')}</p>
          <ShopPicker label={t('preview_one')} value={shop_id} onChange={setShop} />
          <p>
            {found.data.more_count + found.data.less_count === 0
              ? t('preview_none')
              : t('preview_sums', {
                  shops: found.data.shops_count,
                  more: found.data.more_count,
                  raise: format.money(found.data.more),
                  less: found.data.less_count,
                  lower: format.money(found.data.less),
                })}{' '}
            {found.data.short_count > 0 && (
              <b>{t('preview_short', { count: found.data.short_count })}</b>
            )}
          </p>
          {found.data.shops.length > 0 && (
            <table className="deposit-lines">
              <thead>
                <tr>
                  <th scope="col">{t('shop')}</th>
                  {(['before', 'after', 'missing'] as const).map((word) => (
                    <th scope="col" className="deposit-right" key={word}>
                      {t(word)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {found.data.shops.map((shop) => (
                  <tr key={shop.shop_id}>
                    <td>
                      <Link {...paths.deposits({ id: shop.shop_id })}>{shop.shop_name}</Link>
                    </td>
                    {(['before', 'after', 'missing'] as const).map((figure) => (
                      <td
                        key={figure}
                        className="deposit-right"
                        data-short={(figure === 'missing' && shop.missing > 0) || undefined}
                      >
                        <MoneyText fen={shop[figure]} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {found.data.more_count + found.data.less_count > found.data.shops.length && (
            <p className="desk-quiet">{t('preview_first', { count: found.data.shops.length })}</p>
          )}
        </>
      )}
    </section>
  )
}
