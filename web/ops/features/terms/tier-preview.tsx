import { Link } from '@tanstack/react-router'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths, viewerPaths } from '../../paths.ts'
import { useStill } from '../deposits/shop-picker.tsx'
import { scoreText, type TierAsk } from './tier-fields.ts'
import { tiersWords } from './tiers.words.ts'
import { useTierName } from './use-tier-name.ts'

type Tier = Answer<'POST /v1/tier-rule-previews'>['parties'][number]['before']

/** Whose settlement the rule would change, by the scores of today. */
export function TierPreview({ ask }: { ask: TierAsk | undefined }) {
  const t = useWords(tiersWords)
  const asked = useStill(ask ? JSON.stringify(ask) : '')
  const found = useRoute(
    'POST /v1/tier-rule-previews',
    { body: asked ? JSON.parse(asked) : {} } as never,
    { enabled: asked !== '', placeholderData: (old) => old, retry: false },
  )
  const data = found.data
  const changed = data ? data.longer_count + data.shorter_count + data.reserve_count : 0
  return (
    <section className="deposit-preview" aria-label={t('preview')} aria-live="polite">
      <h3>{t('preview')}</h3>
      {!ask ? (
        <p className="desk-quiet">{t('preview_incomplete')}</p>
      ) : found.error ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !data ? (
        <TableSkeleton rows={2} />
      ) : (
        <>
          <p className="desk-quiet">{t('preview_words')}</p>
          <p>
            {changed === 0
              ? t('preview_none', { count: data.parties_count })
              : t('preview_sums', {
                  count: data.parties_count,
                  longer: data.longer_count,
                  shorter: data.shorter_count,
                  reserve: data.reserve_count,
                })}
          </p>
          {data.parties.length > 0 && (
            <TableScroll label={t('preview')} least={460}>
              <table className="deposit-lines">
                <thead>
                  <tr>
                    <th scope="col">{t(`name_${ask.role}`)}</th>
                    <th scope="col" className="deposit-right">
                      {t('score')}
                    </th>
                    <th scope="col" className="deposit-right">
                      {t('before')}
                    </th>
                    <th scope="col" className="deposit-right">
                      {t('after')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.parties.map((party) => (
                    <tr key={party.shop_id ?? party.creator_id}>
                      <td>
                        {party.shop_id ? (
                          <Link {...paths.deposits({ id: party.shop_id })}>{party.name}</Link>
                        ) : (
                          <a href={viewerPaths.person(party.creator_id ?? '')}>{party.name}</a>
                        )}
                      </td>
                      <td className="deposit-right num">
                        {party.score === null ? '—' : scoreText(party.score)}
                      </td>
                      <td className="deposit-right">
                        <TierText tier={party.before} />
                      </td>
                      <td className="deposit-right">
                        <TierText tier={party.after} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableScroll>
          )}
          {changed > data.parties.length && (
            <p className="desk-quiet">{t('preview_first', { count: data.parties.length })}</p>
          )}
        </>
      )}
    </section>
  )
}

function TierText({ tier }: { tier: Tier }) {
  const t = useWords(tiersWords)
  const tierName = useTierName()
  const format = useFormat()
  return (
    <>
      <b className="num">{t('hold_days', { days: tier.hold_days })}</b>
      <div className="desk-quiet">
        {tierName(tier.tier)}
        {tier.reserve_ppm > 0 && ` · ${t('reserve')} ${format.percent(tier.reserve_ppm)}`}
      </div>
    </>
  )
}
