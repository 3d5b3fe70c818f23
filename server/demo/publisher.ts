/** A process of its own that plays a clip into a room over RTMP, round and round, until its parent goes. */
import { publishClip } from '../platform/media/publish-clip.ts'

const { PUBLISH_URL: url, PUBLISH_KEY: key, PUBLISH_FILE: file } = process.env
if (!url || !key || !file)
  throw new Error('PUBLISH_URL, PUBLISH_KEY and PUBLISH_FILE say what to play where')
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
process.on('disconnect', () => stop.abort())
await publishClip({ url, key, file, loop: true, signal: stop.signal })
process.exit(0)
