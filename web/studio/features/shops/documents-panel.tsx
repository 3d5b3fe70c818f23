import { App, Button, Progress } from 'antd'
import { FileText, Trash2, UploadCloud } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { upload } from '../../../shared/api/upload.ts'
import { useRefresh, useSay } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { ShopFile } from './shop-fields.tsx'
import { shopsWords } from './shops.words.ts'

const DOCUMENTS = ['business_licence', 'identity', 'brand_licence', 'other'] as const
type Kind = (typeof DOCUMENTS)[number]
const NEEDED: Record<ShopFile['kind'], readonly Kind[]> = {
  individual: ['identity'],
  sole_trader: ['business_licence'],
  enterprise: ['business_licence'],
  flagship: ['business_licence', 'brand_licence'],
}

/** Documents by kind, each uploaded with its progress shown. */
export function DocumentsPanel({ file, locked }: { file: ShopFile; locked: boolean }) {
  const t = useWords(shopsWords)
  const { modal } = App.useApp()
  const say = useSay()
  const refresh = useRefresh()
  const [sending, setSending] = useState<Partial<Record<Kind, number>>>({})
  const send = async (kind: Kind, chosen: File) => {
    setSending((now) => ({ ...now, [kind]: 0 }))
    try {
      await upload(`/v1/shops/${file.id}/documents`, chosen, {
        fields: { kind },
        onProgress: (part) => setSending((now) => ({ ...now, [kind]: Math.round(part * 100) })),
      })
      await refresh('GET /v1/shops/:shop_id/file')
    } catch (error) {
      say.problem(error)
    } finally {
      setSending(({ [kind]: _, ...others }) => others)
    }
  }
  const remove = (document_id: string) =>
    modal.confirm({
      title: t('delete_title'),
      okText: t('delete'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () =>
        call('DELETE /v1/shops/:shop_id/documents/:document_id', {
          params: { shop_id: file.id, document_id },
        }).then(() => refresh('GET /v1/shops/:shop_id/file'), say.problem),
    })
  return (
    <Panel title={t('documents')}>
      <p className="desk-quiet">{t('documents_words')}</p>
      <ul className="studio-documents">
        {DOCUMENTS.map((kind) => (
          <li key={kind}>
            <div>
              <b>{t(`doc_${kind}`)}</b>
              {NEEDED[file.kind].includes(kind) &&
                !file.documents.some((document) => document.kind === kind) && (
                  <StatusTag tone="warning">{t('doc_needed')}</StatusTag>
                )}
              {!locked && (
                <label className="studio-upload">
                  <UploadCloud size={15} aria-hidden />
                  {t('upload')}
                  <input
                    type="file"
                    className="sr-only"
                    aria-label={`${t('upload')}: ${t(`doc_${kind}`)}`}
                    accept="image/jpeg,image/png,image/webp,application/pdf"
                    onChange={({ target }) => {
                      const chosen = target.files?.[0]
                      target.value = ''
                      if (chosen) void send(kind, chosen)
                    }}
                  />
                </label>
              )}
            </div>
            {sending[kind] !== undefined && (
              <Progress percent={sending[kind]} size="small" aria-label={t('uploading')} />
            )}
            {file.documents
              .filter((document) => document.kind === kind)
              .map((document) => (
                <p key={document.id}>
                  <FileText size={14} aria-hidden />
                  <a
                    className="studio-link"
                    href={`/v1/shops/${file.id}/documents/${document.id}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    {document.file_name}
                  </a>
                  <span className="desk-quiet num">
                    {Math.ceil(document.size_bytes / 1_024)} KB
                  </span>
                  {!locked && (
                    <Button
                      type="text"
                      size="small"
                      aria-label={`${t('delete')}: ${document.file_name}`}
                      icon={<Trash2 size={14} aria-hidden />}
                      onClick={() => remove(document.id)}
                    />
                  )}
                </p>
              ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
