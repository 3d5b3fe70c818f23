import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../platform/context.ts'
import { rows } from '../../platform/db.ts'
import { remakePicture } from './picture-desk.ts'

export type SavedPicture = {
  id: string
  file_key: string
  thumb_key: string
  width: number
  height: number
}

/**
 * Keeps a picture that somebody sent: remade from its pixels, so nothing of the file itself survives.
 * `shop_id` null: evidence of a person, which no listing can use.
 * @throws notAPicture, busy
 */
export async function savePicture(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  wish: { bytes: Buffer; shop_id: string | null; account_id: string; now: Date },
): Promise<SavedPicture> {
  const { large, thumb, width, height } = await remakePicture(wish.bytes)
  const [file_key, thumb_key] = await Promise.all([
    storage.put('picture', 'webp', large),
    storage.put('thumb', 'webp', thumb),
  ])
  const id = newId()
  try {
    await rows(db)`
      insert into pictures (id, shop_id, file_key, thumb_key, width, height, size_bytes, uploaded_by, uploaded_at)
      values (${id}, ${wish.shop_id}, ${file_key}, ${thumb_key}, ${width}, ${height}, ${large.length}, ${wish.account_id}, ${wish.now})`
  } catch (error) {
    await Promise.allSettled([storage.remove(file_key), storage.remove(thumb_key)])
    throw error
  }
  return { id, file_key, thumb_key, width, height }
}
