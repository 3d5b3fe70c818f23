import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startMediaEngine } from '../server/platform/media/engine.ts'
import { mediaTokens } from '../server/platform/media/tokens.ts'

const SECRETS = {
  publish_secrets: ['bench-publish-secret-0001'],
  play_secrets: ['bench-play-secret-000001'],
}
const CLIP = join(import.meta.dirname, '../assets/demo-live.mp4')

/**
 * What a viewer costs the relay: CPU of the media process per viewer-second, with `--viewers N` (default 200) against
 * none, in one run of `--seconds S` (default 10) each.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const numberOf = (name: string, otherwise: number) =>
    Number(args[args.indexOf(name) + 1]) || otherwise
  const viewers = args.includes('--viewers') ? numberOf('--viewers', 200) : 200
  const seconds = args.includes('--seconds') ? numberOf('--seconds', 10) : 10
  const folder = mkdtempSync(join(tmpdir(), 'closedloop-bench-'))
  const tokens = mediaTokens(SECRETS)
  const engine = await startMediaEngine(
    { data_dir: folder, rtmp_port: 0, http_port: 0, host: '127.0.0.1', ...SECRETS },
    {
      authorizePublish: async () => ({ ok: true, stream_id: 'bench', session_id: 's1' }),
      onStream: () => {},
    },
  )
  const expires_at = new Date(Date.now() + 3_600_000)
  const publisher = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../server/platform/media/publish-clip.ts'),
      `rtmp://127.0.0.1:${engine.rtmp_port}/live`,
      tokens.issuePublishKey({ stream_id: 'bench', session_id: 's1', expires_at }),
      CLIP,
    ],
    { stdio: 'ignore' },
  )
  while (engine.state('bench')?.status !== 'publishing') await wait(100)
  await wait(2_000)

  /** User and system time of the media process so far, in ms (Linux counts in hundredths). */
  const cpu = () => {
    const fields = readFileSync(`/proc/${engine.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  }
  const during = async () => {
    const before = cpu()
    await wait(seconds * 1_000)
    return cpu() - before
  }
  const alone = await during()
  let bytes = 0
  const token = tokens.issuePlayToken({ stream_id: 'bench', subject: 'bench', expires_at })
  const sockets = Array.from({ length: viewers }, () =>
    get(`http://127.0.0.1:${engine.http_port}/live/bench.flv?token=${token}`, (answer) =>
      answer.on('data', (part) => (bytes += part.length)),
    ),
  )
  await wait(2_000)
  bytes = 0
  const together = await during()
  const kbps = Math.round((bytes * 8) / seconds / viewers / 1_000)
  for (const socket of sockets) socket.destroy()
  publisher.kill('SIGTERM')
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
  return {
    viewers,
    kbps_per_viewer: kbps,
    core_ingest_hls_recording: Number((alone / (seconds * 1_000)).toFixed(3)),
    core_with_viewers: Number((together / (seconds * 1_000)).toFixed(3)),
    cpu_ms_per_viewer_second: Number(((together - alone) / seconds / viewers).toFixed(3)),
  }
}
