import { rmSync } from 'node:fs'
import { startServer } from '../journeys/running-server.ts'

/**
 * From an empty data folder to the printed addresses, demo loaded and room on air, packages already fetched; then the
 * same again on the folder that is there. Memory is that of the server process, without PostgreSQL and media.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const first = performance.now()
  const server = await startServer()
  const fresh_s = (performance.now() - first) / 1_000
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  const rss_mb = Math.round(
    Number(/^process_resident_memory_bytes (\d\S*)/m.exec(metrics)?.[1] ?? 0) / 1_048_576,
  )
  await server.stop()
  const second = performance.now()
  const again = await startServer({ DATA_DIR: server.data_dir })
  const again_s = (performance.now() - second) / 1_000
  await again.stop()
  rmSync(server.data_dir, { recursive: true, force: true })
  return { fresh_s: Number(fresh_s.toFixed(1)), again_s: Number(again_s.toFixed(1)), rss_mb }
}
