import { Alert, Button } from 'antd'
import { Download, ExternalLink, FileText, Flag, Image } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { AgoText } from '../../../shared/desk/deadline-text.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag, type Tone } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reviewWords } from '../review/review.words.ts'
import { applicationsWords } from './applications.words.ts'

export type ShopFile = Answer<'GET /v1/shop-applications/:shop_id'>

/** Fields that a finding can name. */
export const APPLICATION_FIELDS = [
  'name',
  'kind',
  'about',
  'legal_name',
  'licence_number',
  'contact_phone',
  'return_address',
  'documents',
] as const

const TONES: Record<ShopFile['state'], Tone> = {
  draft: 'neutral',
  in_review: 'info',
  rejected: 'danger',
  deposit_due: 'warning',
  open: 'success',
  suspended: 'danger',
  closed: 'neutral',
}
const KB = 1_024

/** What the shop handed in, each field with a flag to mark it. */
export function ApplicationFile({
  file,
  onMark,
}: {
  file: ShopFile
  onMark?: (field: string) => void
}) {
  const t = useWords(applicationsWords)
  const review = useWords(reviewWords)
  const format = useFormat()
  const address = file.return_address
  const value: Record<(typeof APPLICATION_FIELDS)[number], ReactNode> = {
    name: <b>{file.name}</b>,
    kind: t(`kind_${file.kind}`),
    about: file.about || '—',
    legal_name: file.legal_name,
    licence_number: <span className="num">{file.licence_number}</span>,
    contact_phone: <span className="num">{file.contact_phone}</span>,
    return_address: address
      ? `${address.province}${address.city}${address.district}${address.street} · ${address.recipient} ${address.phone}`
      : '—',
    documents: null,
  }
  const flag = (field: (typeof APPLICATION_FIELDS)[number]) =>
    onMark && (
      <Button
        type="text"
        size="small"
        aria-label={`${review('mark')}: ${t(field)}`}
        icon={<Flag size={14} aria-hidden />}
        onClick={() => onMark(field)}
      />
    )
  return (
    <>
      {file.findings.length > 0 && (
        <Alert
          type="info"
          title={t('earlier')}
          description={
            <ul className="review-auto">
              {file.findings.map((finding) => (
                <li key={`${finding.field}/${finding.code}`}>
                  <code>{finding.field}</code> {finding.words}
                </li>
              ))}
              {file.review_note && <li>{file.review_note}</li>}
            </ul>
          }
        />
      )}
      <Panel
        title={t('file')}
        acts={<StatusTag tone={TONES[file.state]}>{t(`state_${file.state}`)}</StatusTag>}
      >
        <dl className="review-facts">
          {APPLICATION_FIELDS.filter((field) => field !== 'documents').map((field) => (
            <Row key={field} label={t(field)} flag={flag(field)}>
              {value[field]}
            </Row>
          ))}
          <Row label={t('owner')}>{file.owner_nickname}</Row>
          <Row label={t('deposit')}>
            <span className="num">
              {t('deposit_words', {
                required: format.money(file.deposit_required, file.currency),
                paid: format.money(file.deposit_paid, file.currency),
              })}
            </span>
          </Row>
        </dl>
      </Panel>
      <Panel title={t('documents')} acts={flag('documents')}>
        {file.documents.length === 0 ? (
          <NothingYet words={t('documents_none')} />
        ) : (
          <ul className="ops-documents">
            {file.documents.map((document) => {
              const address = `/v1/shops/${file.id}/documents/${document.id}`
              const Icon = document.media_type.startsWith('image/') ? Image : FileText
              return (
                <li key={document.id}>
                  <Icon size={22} strokeWidth={1.6} aria-hidden />
                  <div>
                    <b>{t(`doc_${document.kind}`)}</b>
                    <small>
                      {document.file_name} ·{' '}
                      <span className="num">{Math.ceil(document.size_bytes / KB)} KB</span> ·{' '}
                      {t('uploaded')} <AgoText at={document.uploaded_at} />
                    </small>
                  </div>
                  <Button
                    size="small"
                    href={address}
                    target="_blank"
                    icon={<ExternalLink size={13} aria-hidden />}
                  >
                    {t('open')}
                  </Button>
                  <Button
                    size="small"
                    href={address}
                    download={document.file_name}
                    icon={<Download size={13} aria-hidden />}
                  >
                    {t('download')}
                  </Button>
                </li>
              )
            })}
          </ul>
        )}
      </Panel>
    </>
  )
}

const Row = ({
  label,
  flag,
  children,
}: {
  label: string
  flag?: ReactNode
  children: ReactNode
}) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
    <dd>{flag}</dd>
  </>
)
