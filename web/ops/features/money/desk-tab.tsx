import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { useLedgerNames } from './ledger-names.ts'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

type Desk = Answer<'GET /v1/finance-desk'>

/** The finance desk at a glance: what waits, what providers hold beside our books, and balances; each number leads to its rows. */
export function DeskTab() {
  const found = useRoute('GET /v1/finance-desk', undefined, { refetchInterval: 60_000 })
  if (found.error && !found.data)
    return <FailureState error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data)
    return (
      <div className="money-pad">
        <Skeleton active paragraph={{ rows: 6 }} />
      </div>
    )
  return (
    <div className="money-desk">
      <Waiting desk={found.data} />
      <Ages ages={found.data.ages} />
      <Mirror desk={found.data} />
      <Balances desk={found.data} />
    </div>
  )
}

function Part({ title, meta, children }: { title: string; meta?: string; children: ReactNode }) {
  return (
    <section className="money-part" aria-label={title}>
      <h2>
        {title} {meta && <small className="desk-quiet">{meta}</small>}
      </h2>
      {children}
    </section>
  )
}

function Waiting({ desk }: { desk: Desk }) {
  const t = useWords(reconcileWords)
  const names = useReconcileNames()
  const all = desk.waiting.reduce((sum, { count }) => sum + count, 0)
  const transfers = [
    ['refunds_failed', desk.refunds_failed, paths.money({ tab: 'refunds', state: 'failed' })],
    ['refunds_waiting', desk.refunds_waiting, paths.money({ tab: 'refunds', state: 'waiting' })],
    ['payouts_waiting', desk.payouts_waiting, paths.money({ tab: 'payouts', state: 'waiting' })],
    ['payouts_failed', desk.payouts_failed, paths.money({ tab: 'payouts', state: 'gone_wrong' })],
  ] as const
  return (
    <Part title={t('waiting')}>
      <dl className="ops-figures">
        <div className="ops-figure">
          <dt>{t('differences')}</dt>
          <dd>
            <Link {...paths.money({ tab: 'differences' })} className="ops-link">
              <b className="num">{all}</b>
            </Link>
          </dd>
        </div>
        {transfers.map(([word, count, target]) => (
          <div className="ops-figure" key={word}>
            <dt>{t(word)}</dt>
            <dd>
              <Link {...target} className="ops-link">
                <b className="num">{count}</b>
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      {desk.waiting.length === 0 ? (
        <p className="desk-quiet">{t('differences_none')}</p>
      ) : (
        <ul className="money-kinds">
          {desk.waiting.map(({ kind, count, oldest_at, escalated }) => (
            <li key={kind}>
              <Link {...paths.money({ tab: 'differences', kind })} className="ops-link">
                {names.kind(kind)} <b className="num">{count}</b>
              </Link>
              <AgoText at={oldest_at} />
              {escalated > 0 && (
                <Link {...paths.money({ tab: 'differences', kind, owner: 'late' })}>
                  <StatusTag tone="danger">{t('escalated_count', { count: escalated })}</StatusTag>
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

const AGE_WORDS: Record<number, 'age_from_0' | 'age_from_1' | 'age_from_3' | 'age_from_7'> = {
  0: 'age_from_0',
  1: 'age_from_1',
  3: 'age_from_3',
  7: 'age_from_7',
}

/** What is not closed, by age and owner, with what is apart together. */
function Ages({ ages }: { ages: Desk['ages'] }) {
  const t = useWords(reconcileWords)
  if (ages.length === 0) return null
  return (
    <Part title={t('ages')} meta={t('ages_meta')}>
      <div className="money-scroll">
        <table className="money-table">
          <thead>
            <tr>
              <th scope="col">{t('filter_age')}</th>
              <th scope="col">{t('owner')}</th>
              <th scope="col" className="money-right">
                {t('age_count')}
              </th>
              <th scope="col" className="money-right">
                {t('age_amount')}
              </th>
              <th scope="col" className="money-right">
                {t('age_oldest')}
              </th>
            </tr>
          </thead>
          <tbody>
            {ages.map((one) => {
              const age = {
                tab: 'differences',
                ...(one.from_days > 0 ? { age: String(one.from_days) } : {}),
                ...(one.under_days === null ? {} : { under: String(one.under_days) }),
              }
              const rows = paths.money({
                ...age,
                owner: one.owner_id ?? 'nobody',
                ...(one.currency ? { currency: one.currency } : {}),
              })
              return (
                <tr key={`${one.from_days} ${one.owner_id} ${one.currency}`}>
                  <th scope="row">
                    <Link {...paths.money(age)} className="ops-link">
                      {t(AGE_WORDS[one.from_days] ?? 'age_from_30')}
                    </Link>
                  </th>
                  <th scope="row">
                    <Link
                      {...paths.money({ tab: 'differences', owner: one.owner_id ?? 'nobody' })}
                      className="ops-link"
                    >
                      {one.owner_name ?? t('nobody')}
                    </Link>
                  </th>
                  <td>
                    <Link {...rows} className="ops-link num">
                      {one.count}
                    </Link>
                  </td>
                  <td>
                    <Link {...rows} className="ops-link">
                      {one.currency ? (
                        <MoneyText fen={one.apart} currency={one.currency} />
                      ) : (
                        t('no_amount')
                      )}
                    </Link>
                  </td>
                  <td>
                    <Link {...rows} className="ops-link">
                      <AgoText at={one.oldest_at} />
                    </Link>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Part>
  )
}

function Mirror({ desk }: { desk: Desk }) {
  const t = useWords(reconcileWords)
  return (
    <Part title={t('mirror')} meta={t('mirror_meta')}>
      {desk.mirror.length === 0 ? (
        <NothingYet words={t('mirror_none')} />
      ) : (
        <div className="money-scroll">
          <table className="money-table">
            <thead>
              <tr>
                <th scope="col">{t('provider')}</th>
                {(['ours', 'theirs', 'unchecked', 'apart', 'fees'] as const).map((word) => (
                  <th scope="col" className="money-right" key={word}>
                    {t(word)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {desk.mirror.map((one) => {
                const of = { provider: one.provider, currency: one.currency }
                const apart = one.ours - one.unchecked - one.theirs
                return (
                  <tr key={`${one.provider} ${one.currency}`}>
                    <th scope="row">
                      <Link {...paths.money({ tab: 'bills', ...of })} className="ops-link">
                        {one.provider}
                      </Link>{' '}
                      <small className="desk-quiet">
                        {one.checked_until
                          ? t('checked_until', { day: one.checked_until })
                          : t('never_checked')}
                      </small>
                    </th>
                    <td>
                      <Link {...paths.money({ tab: 'trades', ...of })} className="ops-link">
                        <MoneyText fen={one.ours} currency={one.currency} />
                      </Link>
                    </td>
                    <td>
                      <Link {...paths.money({ tab: 'bills', ...of })} className="ops-link">
                        <MoneyText fen={one.theirs} currency={one.currency} />
                      </Link>
                    </td>
                    <td>
                      <Link
                        {...paths.money({
                          tab: 'trades',
                          ...of,
                          unchecked: 'yes',
                        })}
                        className="ops-link"
                      >
                        <MoneyText fen={one.unchecked} currency={one.currency} />
                      </Link>
                    </td>
                    <td>
                      <Link
                        {...paths.money({
                          tab: 'differences',
                          ...of,
                          state: 'all',
                        })}
                        className="ops-link"
                        data-wrong={apart !== 0 || undefined}
                      >
                        <MoneyText fen={apart} currency={one.currency} signed />
                      </Link>
                    </td>
                    <td>
                      <Link {...paths.money({ tab: 'bills', ...of })} className="ops-link">
                        <MoneyText fen={one.fees} currency={one.currency} />
                      </Link>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Part>
  )
}

function Balances({ desk }: { desk: Desk }) {
  const t = useWords(reconcileWords)
  const names = useLedgerNames()
  return (
    <Part title={t('balances')}>
      {desk.kinds.length === 0 ? (
        <NothingYet words={t('balances_none')} />
      ) : (
        <dl className="ops-figures">
          {desk.kinds.map(({ kind, currency, balance, accounts_count }) => (
            <div className="ops-figure" key={`${kind} ${currency}`}>
              <dt>{names.account(kind)}</dt>
              <dd>
                <Link {...paths.money({ tab: 'accounts', kind, currency })} className="ops-link">
                  <b>
                    <MoneyText fen={balance} currency={currency} />
                  </b>
                </Link>
                <small>
                  <Link {...paths.money({ tab: 'accounts', kind, currency })} className="ops-link">
                    {t('accounts_count', { count: accounts_count })}
                  </Link>
                </small>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Part>
  )
}
