import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { CircleCheck } from 'lucide-react'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StateCard } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths, type Target } from '../../paths.ts'
import { type Queue, useQueues } from '../../queues.ts'
import { overviewWords } from './overview.words.ts'

const LINKS: Record<keyof ReturnType<typeof useQueues>, () => Target> = {
  applications: () => paths.applications(),
  listings: () => paths.listings(),
  disputes: () => paths.disputes(),
  differences: () => paths.money({ tab: 'differences' }),
  failed_refunds: () => paths.money({ tab: 'refunds' }),
}

/** What waits for this person, nearest deadline first. */
export function QueuesPanel() {
  const t = useWords(overviewWords)
  const queues = Object.entries(useQueues()).filter(
    (one): one is [keyof typeof LINKS, Queue] => one[1] !== undefined,
  )
  const pending = queues.some(([, { pending }]) => pending)
  const sorted = [...queues].sort(([, a], [, b]) =>
    (a.first_deadline ?? '9') < (b.first_deadline ?? '9') ? -1 : 1,
  )
  return (
    <Panel flush title={t('queues')} meta={t('queues_words')}>
      {queues.length === 0 ? (
        <StateCard icon={CircleCheck} title={t('no_queues')} />
      ) : pending ? (
        <div className="overview-pad">
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      ) : (
        <table className="overview-queues">
          <thead>
            <tr>
              <th scope="col">{t('item')}</th>
              <th scope="col" data-number>
                {t('waiting')}
              </th>
              <th scope="col">{t('deadline')}</th>
              <th scope="col">
                <span className="sr-only">{t('handle')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(([word, queue]) => (
              <tr key={word}>
                <th scope="row">{t(`queue_${word}`)}</th>
                <td data-number className="num" data-some={queue.count > 0 || undefined}>
                  {queue.error ? '—' : `${queue.count}${queue.more ? '+' : ''}`}
                </td>
                <td>
                  <DeadlineText at={queue.first_deadline} />
                </td>
                <td>
                  <Link
                    {...LINKS[word]()}
                    className="ops-link"
                    aria-label={`${t('handle')}: ${t(`queue_${word}`)}`}
                  >
                    {t('handle')}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
