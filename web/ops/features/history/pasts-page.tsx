import { Segmented, Select, Tabs } from 'antd'
import type { Answer } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ExceptionsTable } from './exceptions-table.tsx'
import { historyWords } from './history.words.ts'
import { SellersTable } from './sellers-table.tsx'

export type Past = Answer<'GET /v1/pasts'>['data'][number]
export type PastsSearch = { past?: string; tab?: string; kind?: string }

/** Marketplaces whose past was taken over: how far, what it came to, what does not add up, and every seller's statement. */
export function PastsPage() {
  const t = useWords(historyWords)
  const [search, set] = useFilters<PastsSearch>()
  const pasts = useRoute('GET /v1/pasts', undefined, { refetchInterval: 15_000 })
  const list = pasts.data?.data
  const past = list?.find(({ id }) => id === search.past) ?? list?.[0]
  return (
    <Page
      title={t('title')}
      meta={t('meta')}
      acts={
        list &&
        list.length > 1 && (
          <Select
            aria-label={t('title')}
            value={past?.id}
            onChange={(id) => set({ past: id, kind: undefined })}
            options={list.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )
      }
    >
      {pasts.error && !list ? (
        <FailureState error={pasts.error} onRetry={() => void pasts.refetch()} />
      ) : !list ? (
        <Panel>
          <TableSkeleton rows={6} />
        </Panel>
      ) : past ? (
        <>
          <Summary past={past} />
          <Panel flush>
            <Tabs
              className="desk-tabs"
              activeKey={search.tab ?? 'exceptions'}
              onChange={(tab) =>
                set({ tab: tab === 'exceptions' ? undefined : tab, kind: undefined })
              }
              items={[
                {
                  key: 'exceptions',
                  label: t('tab_exceptions'),
                  children: search.tab ? null : <Exceptions past={past} />,
                },
                {
                  key: 'sellers',
                  label: t('tab_sellers'),
                  children: search.tab === 'sellers' ? <SellersTable past={past} /> : null,
                },
              ]}
            />
          </Panel>
        </>
      ) : (
        <Panel>
          <NothingYet words={t('none')} />
        </Panel>
      )}
    </Page>
  )
}

/** The kinds that there are, each with its count, above their orders. */
function Exceptions({ past }: { past: Past }) {
  const t = useWords(historyWords)
  const [search, set] = useFilters<PastsSearch>()
  const kinds = past.exceptions
  const kind = kinds.find((one) => one.kind === search.kind)?.kind
  return (
    <>
      {kinds.length > 0 && (
        <div className="desk-tools">
          <Segmented
            aria-label={t('kind')}
            value={kind ?? 'all'}
            onChange={(word) => set({ kind: word === 'all' ? undefined : word })}
            options={[
              { value: 'all', label: t('all') },
              ...kinds.map(({ kind, count }) => ({
                value: kind,
                label: `${t(`kind_${kind}`)} ${count}`,
              })),
            ]}
          />
        </div>
      )}
      <ExceptionsTable past={past} kind={kind} />
    </>
  )
}

function Summary({ past }: { past: Past }) {
  const t = useWords(historyWords)
  const format = useFormat()
  const whole = new Intl.NumberFormat(format.language)
  const money = (amount: number) => <MoneyText fen={amount} currency={past.currency} />
  const { started_at, finished_at } = past
  return (
    <Panel
      title={past.name}
      meta={[
        t('rate', { rate: format.percent(past.fee_ppm) }),
        t('runs', { count: past.runs }),
        finished_at
          ? t('finished_at', { time: format.dateTime(finished_at) })
          : t('started', { time: format.dateTime(started_at) }),
      ].join(' · ')}
      acts={
        <StatusTag tone={finished_at ? 'success' : 'info'}>
          {t(finished_at ? 'finished' : 'running')}
        </StatusTag>
      }
    >
      {!finished_at && <p className="ops-dialog-words">{t('interrupted_words')}</p>}
      <dl className="ops-figures">
        <Figure
          label={t('orders')}
          words={t('orders_words', { count: whole.format(past.booked_orders) })}
        >
          {whole.format(past.orders)}
        </Figure>
        <Figure label={t('sellers')}>{whole.format(past.sellers)}</Figure>
        <Figure label={t('paid')} words={t('paid_words')}>
          {money(past.paid)}
        </Figure>
        <Figure label={t('fees')} words={t('fees_words')}>
          {money(past.fees)}
        </Figure>
        <Figure label={t('net')}>{money(past.sellers_net)}</Figure>
        <Figure label={t('difference')} words={t('difference_words')}>
          {money(past.difference)}
        </Figure>
      </dl>
      {!finished_at && (
        <dl className="ops-figures" aria-label={t('progress')}>
          {past.progress.map(({ stage, rows_done }) => (
            <Figure key={stage} label={t(`stage_${stage}`)}>
              {whole.format(rows_done)}
            </Figure>
          ))}
        </dl>
      )}
    </Panel>
  )
}

function Figure({
  label,
  words,
  children,
}: {
  label: string
  words?: string
  children: React.ReactNode
}) {
  return (
    <div className="ops-figure">
      <dt>{label}</dt>
      <dd>
        <b className="num">{children}</b>
        {words && <small>{words}</small>}
      </dd>
    </div>
  )
}
