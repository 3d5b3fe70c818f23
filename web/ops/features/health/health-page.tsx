import { Table } from 'antd'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { usePlatformNow } from '../../../shared/api/clock.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { AgoText, DateText } from '../../../shared/desk/deadline-text.tsx'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { useMay } from '../../duties.tsx'
import { DemoClock } from './demo-clock.tsx'
import { healthWords } from './health.words.ts'
import { InvariantsPanel } from './invariants-panel.tsx'
import './health.css'

export type Health = Answer<'GET /v1/health'>

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0)} MB`

/** How the installation is doing: every part, every promise it makes to itself. */
export function HealthPage() {
  const t = useWords(healthWords)
  const may = useMay()
  const health = useRoute('GET /v1/health', undefined, { refetchInterval: 15_000 })
  const installation = useRoute('GET /v1/installation', undefined, { staleTime: 600_000 })
  const found = health.data
  return (
    <Page title={t('title')} meta={t('meta')} tag={found && <Summary health={found} />}>
      {health.error && !found ? (
        <FailureState error={health.error} onRetry={() => void health.refetch()} />
      ) : found ? (
        <>
          {installation.data?.demo && may('admin') && <DemoClock />}
          <Figures health={found} />
          <div className="health-columns">
            <InvariantsPanel invariants={found.invariants} />
            <div className="health-stack">
              <Outbox outbox={found.outbox} />
              <Sweeps sweeps={found.sweeps} />
            </div>
          </div>
        </>
      ) : (
        <Panel>
          <TableSkeleton rows={6} />
        </Panel>
      )}
    </Page>
  )
}

function Summary({ health }: { health: Health }) {
  const t = useWords(healthWords)
  const bad = health.invariants.filter(({ state }) => state === 'violated').length
  const unknown = health.invariants.filter(({ state }) => state === 'unknown').length
  if (bad > 0) return <StatusTag tone="danger">{t('violated', { count: bad })}</StatusTag>
  if (unknown > 0)
    return <StatusTag tone="warning">{t('unknown_count', { count: unknown })}</StatusTag>
  return <StatusTag tone="success">{t('all_well')}</StatusTag>
}

function Fact({
  label,
  ok,
  words,
  children,
}: {
  label: string
  ok?: boolean
  words?: ReactNode
  children: ReactNode
}) {
  const t = useWords(healthWords)
  return (
    <div className="ops-figure">
      <dt>
        {label}
        {ok !== undefined && (
          <span className="health-light" data-ok={ok || undefined}>
            {ok ? <CircleCheck size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
            {t(ok ? 'ok' : 'down')}
          </span>
        )}
      </dt>
      <dd>
        <b className="num">{children}</b>
        {words && <small className="num">{words}</small>}
      </dd>
    </div>
  )
}

function Figures({ health }: { health: Health }) {
  const t = useWords(healthWords)
  const format = useFormat()
  const now = usePlatformNow(1_000)
  const { database, media } = health
  return (
    <Panel flush>
      <dl className="ops-figures">
        <Fact label={t('platform_time')} words={`${t('version')} ${health.version}`}>
          {format.dateTime(new Date(now))}
        </Fact>
        <Fact
          label={t('database')}
          ok={database.ok}
          words={`${t('database_words', { version: database.version })} · ${t('connections')} ${database.connections}`}
        >
          {megabytes(database.size_bytes)}
        </Fact>
        <Fact
          label={t('media')}
          ok={media.ok}
          words={t('media_words', { streams: media.streams, viewers: media.viewers })}
        >
          {media.streams}
        </Fact>
        <Fact
          label={t('memory')}
          words={
            <>
              {t('started')} {format.dateTime(health.started_at)}
            </>
          }
        >
          {megabytes(health.memory_bytes)}
        </Fact>
        <Fact
          label={t('outbox')}
          ok={health.outbox.dead_letters.length === 0}
          words={`${t('dead_letters')} ${health.outbox.dead_letters.length}`}
        >
          {health.outbox.waiting} <small>{t('waiting')}</small>
        </Fact>
      </dl>
    </Panel>
  )
}

function Outbox({ outbox }: { outbox: Health['outbox'] }) {
  const t = useWords(healthWords)
  return (
    <Panel flush title={t('outbox')}>
      <section className="desk-table" aria-label={t('consumers')}>
        <Table
          size="small"
          pagination={false}
          dataSource={outbox.consumers}
          rowKey="name"
          columns={[
            {
              title: t('consumer'),
              dataIndex: 'name',
              render: (name: string) => <code>{name}</code>,
            },
            {
              title: t('behind'),
              dataIndex: 'behind',
              align: 'right',
              render: (behind: number) =>
                behind === 0 ? (
                  <span className="desk-quiet">{t('caught_up')}</span>
                ) : (
                  <b className="num">{behind}</b>
                ),
            },
          ]}
        />
      </section>
      <h3 className="health-sub">{t('dead_letters')}</h3>
      {outbox.dead_letters.length === 0 ? (
        <NothingYet words={t('no_dead_letters')} />
      ) : (
        <ul className="health-dead">
          {outbox.dead_letters.map((letter) => (
            <li key={`${letter.consumer}/${letter.seq}`}>
              <p>
                <code>{letter.consumer}</code> · <code>{letter.type}</code>{' '}
                <span className="num">#{letter.seq}</span>
              </p>
              <p className="health-error">{letter.error}</p>
              <DateText at={letter.at} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Sweeps({ sweeps }: { sweeps: Health['sweeps'] }) {
  const t = useWords(healthWords)
  return (
    <Panel flush title={t('sweeps')}>
      <section className="desk-table" aria-label={t('sweeps')}>
        <Table
          size="small"
          pagination={false}
          dataSource={sweeps}
          rowKey="name"
          columns={[
            { title: t('name'), dataIndex: 'name', render: (name: string) => <code>{name}</code> },
            {
              title: t('last_run'),
              dataIndex: 'last_at',
              width: 120,
              render: (at: string | null) => (at ? <AgoText at={at} /> : t('never')),
            },
            {
              title: t('dealt'),
              dataIndex: 'dealt',
              align: 'right',
              width: 90,
              className: 'num',
            },
          ]}
        />
      </section>
    </Panel>
  )
}
