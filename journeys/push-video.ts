import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
/** A real film where the shared data folder is present, else the bundled clip. */
const FILMS = [
  process.env.LOOP_VIDEO,
  join(root, '../shared/data/media/video/big-buck-bunny-480p-30sec.mp4'),
]

export type Publisher = { with: string; film: string; stop: () => Promise<void> }

/** Pushes a real video file by RTMP, over and over: with ffmpeg as a host would, else with the project's own publisher. */
export function pushVideo({
  server,
  stream_key,
  url,
}: {
  server: string
  stream_key: string
  url: string
}): Publisher {
  const film =
    FILMS.find((file) => file !== undefined && existsSync(file)) ??
    join(root, 'assets/demo-live.mp4')
  const ffmpeg = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0
  const child: ChildProcess = ffmpeg
    ? spawn(
        'ffmpeg',
        [
          '-nostdin',
          '-loglevel',
          'error',
          '-re',
          '-stream_loop',
          '-1',
          '-i',
          film,
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-tune',
          'zerolatency',
          '-profile:v',
          'main',
          '-b:v',
          '1200k',
          '-g',
          '24',
          '-keyint_min',
          '24',
          '-pix_fmt',
          'yuv420p',
          '-c:a',
          'aac',
          '-ar',
          '48000',
          '-b:a',
          '96k',
          '-f',
          'flv',
          url,
        ],
        { stdio: 'ignore' },
      )
    : fork(join(root, 'server/demo/publisher.ts'), [], {
        env: {
          ...process.env,
          PUBLISH_URL: server,
          PUBLISH_KEY: stream_key,
          PUBLISH_FILE: join(root, 'assets/demo-live.mp4'),
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
  return {
    with: ffmpeg ? 'ffmpeg' : 'the built-in publisher',
    film: film.split('/').at(-1) ?? film,
    stop: () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        child.once('exit', () => done())
        child.kill('SIGTERM')
      }),
  }
}
