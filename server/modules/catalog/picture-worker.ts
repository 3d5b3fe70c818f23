/**
 * Decodes pictures of strangers, in a process of its own: no network, no files but the decoder, no
 * environment, an end to its memory. Speaks only by messages; holds nothing between two pictures.
 */
import sharp from 'sharp'
import type { PictureFormat, PictureJob, PictureResult } from './picture-desk.ts'

/** A picture of 50 megapixels decodes into 200 MB; what grows beyond this was made to. */
const MEMORY_LIMIT = 700 * 1024 * 1024
const MAX_PIXELS = 50_000_000
const LARGE = 1_600
const THUMB = 480

sharp.cache(false)
sharp.concurrency(1)
// The decoder works beside this thread, so the watch runs while it does.
setInterval(() => {
  if (process.memoryUsage.rss() > MEMORY_LIMIT) process.exit(137)
}, 20).unref()

process.on('message', (job: PictureJob) => {
  void remake(job).then(
    (result) => process.send?.(result),
    () => process.send?.({ id: job.id, ok: false } satisfies PictureResult),
  )
})
process.on('disconnect', () => process.exit(0))
// Whoever waits may count time from here: the decoder is loaded.
process.send?.('ready')

async function remake({ id, format, bytes }: PictureJob): Promise<PictureResult> {
  const options = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 } as const
  const found = await sharp(bytes, options).metadata()
  if ((found.format as PictureFormat) !== format || !found.width || !found.height)
    return { id, ok: false }
  // Turned upright first: the note that says which side is up goes with the rest of the metadata.
  const large = await sharp(bytes, options)
    .autoOrient()
    .resize({ width: LARGE, height: LARGE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true })
  const thumb = await sharp(large.data)
    .resize({ width: THUMB, height: THUMB, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78 })
    .toBuffer()
  return {
    id,
    ok: true,
    large: large.data,
    thumb,
    width: large.info.width,
    height: large.info.height,
  }
}
