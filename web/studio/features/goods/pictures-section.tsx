import { Button, Progress } from 'antd'
import { ArrowLeft, ArrowRight, ImagePlus, X } from 'lucide-react'
import { useState } from 'react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Picture } from './content.ts'
import { goodsWords } from './goods.words.ts'
import { EditorSection, type SectionProps } from './section.tsx'
import { usePictureUpload } from './use-picture-upload.ts'

const MOST = 9

export function PicturesSection({
  content,
  change,
  findings,
  shop_id,
  pictures,
  onUploaded,
}: SectionProps & {
  shop_id: string
  pictures: ReadonlyMap<string, Picture>
  onUploaded: (picture: Picture) => void
}) {
  const t = useWords(goodsWords)
  const [dragged, setDragged] = useState<string>()
  const { sending, send } = usePictureUpload(shop_id, (picture) => {
    onUploaded(picture)
    change(({ picture_ids }) => ({
      picture_ids: picture_ids.includes(picture.id)
        ? picture_ids
        : [...picture_ids, picture.id].slice(0, MOST),
    }))
  })
  const ids = content.picture_ids
  const move = (id: string, place: number) => {
    const others = ids.filter((other) => other !== id)
    change({ picture_ids: [...others.slice(0, place), id, ...others.slice(place)] })
  }
  const room = MOST - ids.length - sending.length
  return (
    <EditorSection section="pictures" findings={findings} meta={t('pictures_words')}>
      <ol className="goods-pictures">
        {ids.map((id, index) => (
          <li
            key={id}
            draggable
            data-dragged={dragged === id || undefined}
            onDragStart={() => setDragged(id)}
            onDragEnd={() => setDragged(undefined)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault()
              if (dragged) move(dragged, index)
            }}
          >
            <img
              src={pictures.get(id)?.thumb_url}
              alt={t('picture_number', { number: index + 1 })}
            />
            {index === 0 && <span className="goods-main-picture">{t('main_picture')}</span>}
            <div>
              <Button
                size="small"
                aria-label={`${t('move_left')}: ${index + 1}`}
                disabled={index === 0}
                icon={<ArrowLeft size={13} aria-hidden />}
                onClick={() => move(id, index - 1)}
              />
              <Button
                size="small"
                aria-label={`${t('move_right')}: ${index + 1}`}
                disabled={index === ids.length - 1}
                icon={<ArrowRight size={13} aria-hidden />}
                onClick={() => move(id, index + 1)}
              />
              <Button
                size="small"
                aria-label={`${t('remove')}: ${index + 1}`}
                icon={<X size={13} aria-hidden />}
                onClick={() => change({ picture_ids: ids.filter((other) => other !== id) })}
              />
            </div>
          </li>
        ))}
        {sending.map(({ key, percent, name }) => (
          <li key={key} className="goods-picture-sending">
            <Progress
              type="circle"
              size={64}
              percent={percent}
              aria-label={`${name} ${t('uploading', { percent })}`}
            />
          </li>
        ))}
        {room > 0 && (
          <li className="goods-picture-add">
            <label>
              <ImagePlus size={22} strokeWidth={1.6} aria-hidden />
              {t('add_picture')}
              <input
                type="file"
                multiple
                className="sr-only"
                accept="image/jpeg,image/png,image/webp"
                onChange={({ target }) => {
                  void send([...(target.files ?? [])].slice(0, room))
                  target.value = ''
                }}
              />
            </label>
          </li>
        )}
      </ol>
    </EditorSection>
  )
}
