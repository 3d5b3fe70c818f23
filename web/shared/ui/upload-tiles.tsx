import { ImagePlus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { upload } from '../api/upload.ts'
import { useWords } from '../i18n/language.tsx'
import { useProblemToast } from './toast.tsx'
import { uiWords } from './ui.words.ts'
import './upload-tiles.css'

type Tile = {
  key: number
  file: File
  preview: string
  part: number
  id?: string
  failed?: boolean
}

/** Pictures that go up one by one, each with its progress; a failed one is tried again by a tap. */
export function UploadTiles({
  path,
  max,
  label,
  fields,
  onChange,
}: {
  path: string
  max: number
  label: string
  fields?: Record<string, string>
  /** Ids of those that arrived, and whether some are still under way. */
  onChange: (ids: string[], under_way: boolean) => void
}) {
  const t = useWords(uiWords)
  const say = useProblemToast()
  const [tiles, setTiles] = useState<Tile[]>([])
  const next = useRef(0)
  const change = useRef(onChange)
  change.current = onChange
  useEffect(() => {
    change.current(
      tiles.flatMap(({ id }) => (id ? [id] : [])),
      tiles.some(({ id, failed }) => !id && !failed),
    )
  }, [tiles])
  const mend = (key: number, patch: Partial<Tile>) =>
    setTiles((now) => now.map((tile) => (tile.key === key ? { ...tile, ...patch } : tile)))
  const send = ({ key, file }: Tile) => {
    mend(key, { failed: false, part: 0 })
    upload<{ id: string }>(path, file, {
      ...(fields ? { fields } : {}),
      onProgress: (part) => mend(key, { part }),
    })
      .then(({ id }) => mend(key, { id, part: 1 }))
      .catch((error) => {
        mend(key, { failed: true })
        say(error)
      })
  }
  return (
    <fieldset className="ui-tiles" aria-label={label}>
      {tiles.map((tile) => (
        <div key={tile.key} className="ui-tile">
          <img src={tile.preview} alt={tile.file.name} />
          {!tile.id && !tile.failed && (
            <span className="ui-tile-part num" role="status">
              {t('uploading', { percent: Math.round(tile.part * 100) })}
            </span>
          )}
          {tile.failed && (
            <button type="button" className="ui-tile-part" onClick={() => send(tile)}>
              {t('upload_failed')}
            </button>
          )}
          <button
            type="button"
            className="ui-tile-remove"
            aria-label={`${t('remove')} ${tile.file.name}`}
            onClick={() => setTiles((now) => now.filter(({ key }) => key !== tile.key))}
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      ))}
      {tiles.length < max && (
        <label className="ui-tile ui-tile-add">
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp"
            multiple
            onChange={(event) => {
              const picked = [...(event.target.files ?? [])].slice(0, max - tiles.length)
              const fresh = picked.map((file) => ({
                key: next.current++,
                file,
                preview: URL.createObjectURL(file),
                part: 0,
              }))
              setTiles((now) => [...now, ...fresh])
              for (const tile of fresh) send(tile)
              event.target.value = ''
            }}
          />
          <ImagePlus size={22} aria-hidden />
          <span>
            {t('add_picture')} {tiles.length}/{max}
          </span>
        </label>
      )}
    </fieldset>
  )
}
