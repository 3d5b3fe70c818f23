import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, Progress } from 'antd'
import { FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../shared/api/client.ts'
import { upload } from '../../../shared/api/upload.ts'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { CategoryField } from '../goods/category-field.tsx'
import { importsWords } from './imports.words.ts'
import { keepFile } from './kept-file.ts'

export type Import = Answer<'GET /v1/shops/:shop_id/imports/:import_id'>

/** A CSV on its way to the platform, with how far it is. */
export function useImportUpload(shop_id: string) {
  const navigate = useNavigate()
  const [percent, setPercent] = useState<number>()
  const { busy, run } = useAct(
    async (file: File, category_id: string, dry_run: boolean) => {
      setPercent(0)
      try {
        const started = await upload<Import>(`/v1/shops/${shop_id}/imports`, file, {
          fields: { category_id, dry_run: String(dry_run) },
          onProgress: (part) => setPercent(Math.round(part * 100)),
        })
        keepFile(started.id, file)
        await navigate(paths.oneImport(shop_id, started.id))
      } finally {
        setPercent(undefined)
      }
    },
    { refresh: ['GET /v1/shops/:shop_id/imports'] },
  )
  return { busy, run, percent }
}

export function UploadPanel({ shop_id }: { shop_id: string }) {
  const t = useWords(importsWords)
  const say = useSay()
  const [file, setFile] = useState<File>()
  const [category_id, setCategory] = useState<string>('')
  const [dry_run, setDryRun] = useState(true)
  const sending = useImportUpload(shop_id)
  return (
    <Panel title={t('upload_title')}>
      <p className="desk-quiet">{t('upload_words')}</p>
      <div className="imports-form">
        <label className="imports-file">
          <FileSpreadsheet size={22} strokeWidth={1.6} aria-hidden />
          <b>{file?.name ?? t('choose_file')}</b>
          {file && <span className="desk-quiet num">{Math.ceil(file.size / 1_024)} KB</span>}
          <input
            type="file"
            className="sr-only"
            accept=".csv,text/csv"
            onChange={({ target }) => setFile(target.files?.[0])}
          />
        </label>
        <div className="imports-choice">
          <span id="imports-category">{t('category')}</span>
          <CategoryField value={category_id} onChange={setCategory} />
          <Checkbox checked={dry_run} onChange={({ target }) => setDryRun(target.checked)}>
            {t('dry_run')}
          </Checkbox>
          <Button
            type="primary"
            loading={sending.busy}
            onClick={() =>
              file && category_id
                ? void sending.run(file, category_id, dry_run)
                : say.warn(t('file_needed'))
            }
          >
            {t('start')}
          </Button>
        </div>
      </div>
      {sending.percent !== undefined && (
        <Progress percent={sending.percent} aria-label={t('uploading')} />
      )}
    </Panel>
  )
}
