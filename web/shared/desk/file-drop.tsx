import { Progress } from 'antd'
import { FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../i18n/language.tsx'
import { fileDropWords } from './file-drop.words.ts'
import './file-drop.css'

const size = (bytes: number): string =>
  bytes < 1_048_576
    ? `${Math.max(1, Math.ceil(bytes / 1_024))} KB`
    : `${(bytes / 1_048_576).toFixed(1)} MB`

/** One file, chosen or dropped, with how far it has gone up; what cannot be taken is said at once, in words. */
export function FileDrop({
  file,
  label,
  kinds,
  most,
  sent,
  onChange,
}: {
  file: File | null
  label: string
  /** Ends of names: `.csv`. */
  kinds: readonly string[]
  /** Bytes. */
  most: number
  /** 0 to 1 while it goes up; 1 while the platform reads it. */
  sent?: number | undefined
  onChange: (file: File | null) => void
}) {
  const t = useWords(fileDropWords)
  const [over, setOver] = useState(false)
  const [fault, setFault] = useState('')
  const busy = sent !== undefined
  const refusal = (one: File): string =>
    !kinds.some((kind) => one.name.toLowerCase().endsWith(kind))
      ? t('wrong_kind', { name: one.name, kinds: kinds.join(' / ') })
      : one.size > most
        ? t('too_big', { size: size(one.size), most: size(most) })
        : one.size === 0
          ? t('empty')
          : ''
  const take = (files: FileList | null) => {
    const one = files?.[0]
    if (!one || busy) return
    const why = files.length > 1 ? t('one_only') : refusal(one)
    setFault(why)
    onChange(why ? null : one)
  }
  return (
    <>
      <label
        className="file-drop"
        data-over={over || undefined}
        data-busy={busy || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
      >
        <FileSpreadsheet size={22} strokeWidth={1.6} aria-hidden />
        <b>{over ? t('drop') : (file?.name ?? t('choose'))}</b>
        {file && (
          <span className="desk-quiet num">
            {size(file.size)}
            {!busy && ` · ${t('another')}`}
          </span>
        )}
        <input
          type="file"
          className="sr-only"
          accept={kinds.join(',')}
          aria-label={label}
          disabled={busy}
          onChange={({ target }) => {
            take(target.files)
            // The same file chosen again, after it was mended, is a new choice.
            target.value = ''
          }}
        />
      </label>
      {busy && (
        <div role="status">
          <Progress percent={Math.round(sent * 100)} size="small" showInfo={false} />
          <span className="desk-quiet num">
            {sent < 1 ? t('sending', { percent: Math.round(sent * 100) }) : t('reading')}
          </span>
        </div>
      )}
      {fault && (
        <p className="file-drop-fault" role="alert">
          {fault}
        </p>
      )}
    </>
  )
}
