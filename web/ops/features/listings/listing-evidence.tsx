import { Button, Checkbox } from 'antd'
import { ExternalLink, Flag } from 'lucide-react'
import { Fragment, useState } from 'react'
import { useRoute } from '../../../shared/api/query.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { viewerPaths } from '../../paths.ts'
import { reviewWords } from '../review/review.words.ts'
import {
  changedFields,
  draftCopy,
  fieldOf,
  LISTING_FIELDS,
  type ListingField,
  type ListingFile,
  liveCopy,
} from './draft-diff.ts'
import { FieldShown } from './listing-copy.tsx'
import { listingsWords } from './listings.words.ts'
import './listings.css'

/** The draft beside the copy on sale: what changed is lit, each field can be marked. */
export function ListingEvidence({
  file,
  onMark,
  onTakeDown,
}: {
  file: ListingFile
  onMark: (field: ListingField) => void
  onTakeDown?: () => void
}) {
  const t = useWords(listingsWords)
  const review = useWords(reviewWords)
  const { language } = useLanguage()
  const categories = useRoute('GET /v1/categories', undefined, { staleTime: 600_000 })
  const [onlyChanged, setOnlyChanged] = useState(false)
  const draft = draftCopy(file.draft.content, [...file.pictures, ...file.goods.pictures])
  const live = liveCopy(file.goods)
  const changed = changedFields(draft, live)
  const category = (id: string): string => {
    const found = categories.data?.data.find((one) => one.id === id)
    return found ? (language === 'en' ? found.name_en : found.name_zh) : id
  }
  const shown = {
    pictures: [...file.pictures, ...file.goods.pictures],
    category,
    currency: file.goods.currency,
  }
  return (
    <>
      <Panel title={t('auto')}>
        {file.draft.findings.length === 0 ? (
          <p className="desk-quiet">{t('auto_none')}</p>
        ) : (
          <ul className="review-auto">
            {file.draft.findings.map((finding) => (
              <li key={`${finding.field}/${finding.code}/${finding.words}`}>
                <StatusTag tone={finding.blocks ? 'danger' : 'warning'}>
                  {t(finding.blocks ? 'blocks' : 'hint')}
                </StatusTag>
                <b>{t(`field_${fieldOf(finding.field)}` as 'field_title') ?? finding.field}</b>
                <span>{finding.words}</span>
                <span className="desk-quiet">{t(`by_${finding.by}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel
        flush
        title={t('draft_and_live')}
        meta={live ? file.shop_name : `${file.shop_name} · ${t('new_words')}`}
        acts={
          live && (
            <>
              <Checkbox
                checked={onlyChanged}
                onChange={({ target }) => setOnlyChanged(target.checked)}
              >
                {t('only_changed')}
              </Checkbox>
              <Button
                size="small"
                href={viewerPaths.product(file.goods.id)}
                target="_blank"
                icon={<ExternalLink size={13} aria-hidden />}
              >
                {t('view')}
              </Button>
              {onTakeDown && (
                <Button size="small" danger onClick={onTakeDown}>
                  {t('take_down')}
                </Button>
              )}
            </>
          )
        }
      >
        <div className="listing-diff" data-single={live ? undefined : true}>
          <span className="desk-quiet" />
          {live && <span className="desk-quiet">{t('live')}</span>}
          <span className="desk-quiet">{t('draft')}</span>
          <span />
          {LISTING_FIELDS.filter((field) => !onlyChanged || changed.has(field)).map((field) => (
            <Fragment key={field}>
              <span className="listing-field">
                {t(`field_${field}`)}
                {live && changed.has(field) && <StatusTag tone="warning">{t('changed')}</StatusTag>}
              </span>
              {live && (
                <div className="listing-old">
                  <FieldShown copy={live} field={field} other={null} {...shown} />
                </div>
              )}
              <div data-changed={(live && changed.has(field)) || undefined}>
                <FieldShown copy={draft} field={field} other={live} {...shown} />
              </div>
              <Button
                type="text"
                size="small"
                aria-label={`${review('mark')}: ${t(`field_${field}`)}`}
                icon={<Flag size={14} aria-hidden />}
                onClick={() => onMark(field)}
              />
            </Fragment>
          ))}
        </div>
      </Panel>
    </>
  )
}
