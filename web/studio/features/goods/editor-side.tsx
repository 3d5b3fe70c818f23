import { Check, CircleAlert, CircleDashed } from 'lucide-react'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { CategoryRules, useCategories } from './category-field.tsx'
import { type Goods, isFilled, type Picture, type Section, sectionOf } from './content.ts'
import { goodsWords } from './goods.words.ts'
import { PhonePreview } from './phone-preview.tsx'
import type { Content } from './sku-matrix.ts'

/** Stays in sight: what is filled in, what the review says, how buyers will see it. */
export function EditorSide({
  goods,
  content,
  pictures,
}: {
  goods: Goods
  content: Content
  pictures: ReadonlyMap<string, Picture>
}) {
  const t = useWords(goodsWords)
  const category = useCategories().find(({ id }) => id === content.category_id)
  const findings = goods.draft?.findings ?? []
  const sections: Section[] = ['basics', 'pictures', 'skus', 'blocks']
  if (content.source !== 'own') sections.push('external')
  return (
    <aside className="goods-side" aria-label={t('summary')}>
      <Panel title={t('summary')}>
        <ul className="goods-summary">
          {sections.map((section) => {
            const remarks = findings.filter(({ field }) => sectionOf(field) === section).length
            const filled = isFilled(section, content)
            return (
              <li
                key={section}
                data-state={remarks > 0 ? 'remarks' : filled ? 'filled' : 'missing'}
              >
                <a href={`#section-${section}`}>
                  {remarks > 0 ? (
                    <CircleAlert size={15} aria-hidden />
                  ) : filled ? (
                    <Check size={15} aria-hidden />
                  ) : (
                    <CircleDashed size={15} aria-hidden />
                  )}
                  {t(section)}
                  <small>
                    {remarks > 0
                      ? t('findings', { count: remarks })
                      : t(filled ? 'ok_section' : 'missing_section')}
                  </small>
                </a>
              </li>
            )
          })}
        </ul>
        {category && <CategoryRules category={category} />}
        {goods.draft?.deadline_at && (
          <p className="goods-deadline">
            {t('submit_review_until')} <DeadlineText at={goods.draft.deadline_at} />
          </p>
        )}
      </Panel>
      <PhonePreview content={content} pictures={pictures} sold_count={goods.sold_count} />
    </aside>
  )
}
