import type { ReactNode } from 'react'
import { useFindingWords } from '../../../shared/desk/finding-words.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { type Finding, type Section, sectionOf } from './content.ts'
import { goodsWords } from './goods.words.ts'
import type { Content } from './sku-matrix.ts'
import type { DraftHandle } from './use-draft.ts'

export type SectionProps = {
  content: Content
  change: DraftHandle['change']
  findings: readonly Finding[]
}

/** Remarks of the review, where they belong. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const t = useWords(goodsWords)
  const say = useFindingWords()
  if (findings.length === 0) return null
  return (
    <ul className="goods-findings">
      {findings.map((finding) => {
        const { field, code, by, blocks } = finding
        return (
          <li key={`${field}${code}`} data-blocks={blocks || undefined}>
            {say(finding)}
            <small>
              {' '}
              · {t(by === 'rule' ? 'by_rule' : 'by_person')} ·{' '}
              {t(blocks ? 'must_fix' : 'advice_only')}
            </small>
          </li>
        )
      })}
    </ul>
  )
}

export function EditorSection({
  section,
  findings,
  meta,
  acts,
  children,
}: {
  section: Section
  findings: readonly Finding[]
  meta?: ReactNode
  acts?: ReactNode
  children: ReactNode
}) {
  const t = useWords(goodsWords)
  return (
    <div id={`section-${section}`} className="goods-section">
      <Panel title={t(section)} meta={meta} acts={acts}>
        <Findings findings={findings.filter(({ field }) => sectionOf(field) === section)} />
        {children}
      </Panel>
    </div>
  )
}
