import { Checkbox, Table } from 'antd'
import { useState } from 'react'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { healthWords } from './health.words.ts'
import type { Health } from './health-page.tsx'

type State = Health['invariants'][number]['state']
const TONES: Record<State, Tone> = { holds: 'success', violated: 'danger', unknown: 'warning' }
const ORDER: Record<State, number> = { violated: 0, unknown: 1, holds: 2 }

/** Every promise of the system, those that do not hold first. */
export function InvariantsPanel({ invariants }: { invariants: Health['invariants'] }) {
  const t = useWords(healthWords)
  const [onlyBad, setOnlyBad] = useState(false)
  const words: Record<State, string> = {
    holds: t('holds'),
    violated: t('is_violated'),
    unknown: t('is_unknown'),
  }
  return (
    <Panel
      flush
      title={t('invariants')}
      meta={t('invariants_words')}
      acts={
        <Checkbox checked={onlyBad} onChange={({ target }) => setOnlyBad(target.checked)}>
          {t('only_bad')}
        </Checkbox>
      }
    >
      <section className="desk-table" aria-label={t('invariants')}>
        <Table
          size="small"
          pagination={false}
          rowKey="name"
          dataSource={invariants
            .filter(({ state }) => !onlyBad || state !== 'holds')
            .sort((a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : 1))}
          columns={[
            { title: t('name'), dataIndex: 'name', render: (name: string) => <code>{name}</code> },
            {
              title: t('rows'),
              dataIndex: 'rows',
              align: 'right',
              width: 90,
              className: 'num',
            },
            {
              title: t('holds'),
              dataIndex: 'state',
              width: 110,
              render: (state: State) => (
                <StatusTag tone={TONES[state]} dot>
                  {words[state]}
                </StatusTag>
              ),
            },
          ]}
        />
      </section>
    </Panel>
  )
}
