import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import sharp from 'sharp'
import { Refusal } from '../../kernel/refusal.ts'
import { sampleFile } from './catalog.world.ts'
import { pictureWorkerPid, remakePicture, sniff } from './picture-desk.ts'

const plain = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } })
const refused = (bytes: Uint8Array, patience_ms?: number) =>
  assert.rejects(
    remakePicture(bytes, patience_ms),
    (error: unknown) => error instanceof Refusal && error.code === 'not_a_picture',
  )

test('JPEG, PNG and WebP are remade as WebP, large ones smaller, small ones as they are', async () => {
  for (const bytes of [
    await plain().jpeg().toBuffer(),
    await plain().png().toBuffer(),
    await plain().webp().toBuffer(),
  ]) {
    const made = await remakePicture(bytes)
    assert.deepEqual([made.width, made.height], [40, 20])
    assert.equal(sniff(made.large), 'webp')
  }
  const large = await remakePicture(await plain(3_000, 1_500).jpeg().toBuffer())
  assert.deepEqual([large.width, large.height], [1_600, 800])
  assert.equal((await sharp(large.thumb).metadata()).width, 480)
})

test('where and with what it was taken is gone, and it stands upright', async () => {
  const tagged = await plain(60, 30)
    .withExif({
      IFD0: { Make: 'SecretCam', Copyright: 'Lin' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '30/1 15/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const before = await sharp(tagged).metadata()
  assert.equal(before.orientation, 6)
  assert.ok(before.exif && tagged.includes('SecretCam'))
  const made = await remakePicture(tagged)
  assert.deepEqual([made.width, made.height], [30, 60])
  for (const bytes of [made.large, made.thumb]) {
    const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata()
    assert.deepEqual([exif, xmp, iptc, orientation], [undefined, undefined, undefined, undefined])
    assert.ok(!Buffer.from(bytes).includes('SecretCam'))
  }
})

test('everything else is refused: other formats, lies, halves, bombs', async () => {
  const jpeg = await plain(400, 400).jpeg().toBuffer()
  const noise = await sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: 'white',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer()
  await refused(Buffer.alloc(0))
  await refused(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'))
  await refused(await plain().gif().toBuffer())
  await refused(await plain().tiff().toBuffer())
  await refused(Buffer.from('%PDF-1.7\n'))
  await refused(Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.from('<html>')]))
  await refused(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), jpeg]))
  await refused(noise.subarray(0, noise.length / 2))
  await refused(Buffer.alloc(10 * 1024 * 1024 + 1, jpeg))
  // 8,000 × 8,000 is beyond 50 megapixels, in a file of a few kilobytes.
  await refused(await plain(8_000, 8_000).png({ compressionLevel: 9 }).toBuffer())
  // What follows a picture in a file that is two things at once does not survive.
  const polyglot = await remakePicture(
    Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')]),
  )
  assert.ok(!Buffer.from(polyglot.large).includes('script'))
})

test('the worker stays warm, is ended when it takes too long, and the next picture gets a new one', async () => {
  const bytes = await plain().png().toBuffer()
  await remakePicture(bytes)
  const pid = pictureWorkerPid()
  await Promise.all([remakePicture(bytes), remakePicture(bytes)])
  assert.equal(pictureWorkerPid(), pid)
  await refused(await plain(6_000, 6_000).png().toBuffer(), 1)
  await remakePicture(bytes)
  assert.notEqual(pictureWorkerPid(), pid)
})

test('real photos of goods', async (t) => {
  const file = sampleFile('media/photos/abel-y-costa-716024-unsplash.jpg')
  if (!existsSync(file)) return t.skip(`${file} is not here`)
  const made = await remakePicture(readFileSync(file))
  assert.ok(made.width <= 1_600 && made.height <= 1_600 && made.width > 500)
})
