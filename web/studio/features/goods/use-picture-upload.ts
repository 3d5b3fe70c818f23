import { useState } from 'react'
import { upload } from '../../../shared/api/upload.ts'
import { useSay } from '../../../shared/desk/say.ts'
import type { Picture } from './content.ts'

export type Sending = { key: string; percent: number; name: string }

/** Uploads pictures one after another, each with its own progress. */
export function usePictureUpload(shop_id: string, onUploaded: (picture: Picture) => void) {
  const say = useSay()
  const [sending, setSending] = useState<Sending[]>([])
  const send = async (files: readonly File[]) => {
    const batch = files.map((file, index) => ({ file, key: `${Date.now()}-${index}` }))
    setSending((now) => [
      ...now,
      ...batch.map(({ key, file }) => ({ key, percent: 0, name: file.name })),
    ])
    for (const { file, key } of batch) {
      try {
        const picture = await upload<Picture>(`/v1/shops/${shop_id}/pictures`, file, {
          onProgress: (part) =>
            setSending((now) =>
              now.map((one) =>
                one.key === key ? { ...one, percent: Math.round(part * 100) } : one,
              ),
            ),
        })
        onUploaded(picture)
      } catch (error) {
        say.problem(error)
      } finally {
        setSending((now) => now.filter((one) => one.key !== key))
      }
    }
  }
  return { sending, send }
}
