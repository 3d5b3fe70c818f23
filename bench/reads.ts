import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type LoadFigures, openLoad, requestText, runLoad } from './load/index.ts'
import { readArguments } from './orders/arguments.ts'
import { median, round } from './orders/median.ts'
import { usedBetween } from './orders/process-figures.ts'
import { makeProfiler } from './orders/profile.ts'
import { openStage, type Stage } from './orders/stage.ts'
import { makeScene, type Scene } from './reads/scene.ts'

/** As the lists of other engines were measured. */
const CONNECTIONS = 32
const WARM_S = 1.5

type Leg = { per_s: number; p50_ms: number; p99_ms: number; cpu_us: number; count: number }

/**
 * What reading costs: a hot room refreshed by viewers who are all signed in, the feed, a list of goods, a product's page;
 * beside them Fastify with ready bodies of the same bytes, taking turns in the same run. How often the database is asked
 * is counted by PostgreSQL itself, in a run of its own.
 *
 * `--viewers 10000`, `--seconds 5` of each leg, `--rounds 5`, `--connections 256` for the room; `--quick` is one short
 * round, `--profile FILE` keeps where the server's processor time goes in the room.
 */
export async function bench(args: string[]): Promise<Record<string, unknown>> {
  const options = readArguments(args)
  const quick = options.has('quick')
  const viewers = options.number('viewers', quick ? 1_000 : 10_000)
  const seconds = options.number('seconds', quick ? 1.5 : 5)
  const rounds = options.number('rounds', quick ? 1 : 5)
  const connections = options.number('connections', 256)
  const file = options.text('profile')
  const asked = await countQuestions({ viewers, seconds, connections })
  console.log(
    `database asked ${asked.room_queries_per_s}/s by ${viewers} viewers, ${asked.first_visits_queries} times when each came first`,
  )

  const profiler = file ? await makeProfiler() : undefined
  const stage = await openStage(profiler ? { env: profiler.env } : {})
  try {
    const scene = await makeScene(stage.sql, viewers)
    const ready = await openReady({
      small: '{"ready":true}',
      list: await bodyOf(stage, scene.paths.list),
      detail: await bodyOf(stage, scene.paths.detail),
    })
    try {
      const ours = (name: 'room' | 'feed' | 'list' | 'detail', how_long: number) =>
        runLeg(stage, cpuOf(stage), {
          port: stage.port,
          requests: scene[name],
          connections: name === 'room' ? connections : CONNECTIONS,
          seconds: how_long,
        })
      const theirs = (name: 'small' | 'list' | 'detail', how_long: number) =>
        runLeg(stage, ready.cpu, {
          port: ready.port,
          requests: [requestText({ method: 'GET', path: `/${name}` })],
          connections: CONNECTIONS,
          seconds: how_long,
        })
      const turns: Record<string, (how_long: number) => Promise<Leg>> = {
        room: (s) => ours('room', s),
        ready_list: (s) => theirs('list', s),
        list: (s) => ours('list', s),
        ready_detail: (s) => theirs('detail', s),
        detail: (s) => ours('detail', s),
        feed: (s) => ours('feed', s),
        ready_small: (s) => theirs('small', s),
      }
      const legs: Record<string, Leg[]> = {}
      await everybodyOnce(stage, scene, connections)
      // What the platform's own clockwork takes while nobody reads: it is in every figure of processor time below.
      const idle = await stage.usage()
      await pause(3_000)
      const idle_used = usedBetween(idle, await stage.usage())
      for (const run of Object.values(turns)) await run(Math.min(WARM_S, seconds))
      for (let number = 1; number <= rounds; number++) {
        const said: string[] = []
        for (const [name, run] of Object.entries(turns)) {
          const watched = name === 'room' && number === 1
          if (watched) await profiler?.start(stage.server_pid)
          const leg = await run(seconds)
          if (watched && file) await profiler?.keep(file)
          legs[name] = [...(legs[name] ?? []), leg]
          said.push(`${name} ${round(leg.per_s)}/s p99 ${leg.p99_ms} ms ${round(leg.cpu_us, 1)} µs`)
        }
        console.log(`round ${number}  ${said.join('  ')}`)
      }
      const of = (name: string, pick: (leg: Leg) => number, digits = 0) =>
        round(median((legs[name] ?? []).map(pick)), digits)
      const rate = (name: string) => of(name, (leg) => leg.per_s)
      return {
        room_per_s: rate('room'),
        room_p50_ms: of('room', (leg) => leg.p50_ms, 1),
        room_p99_ms: of('room', (leg) => leg.p99_ms, 1),
        ...asked,
        feed_per_s: rate('feed'),
        list_per_s: rate('list'),
        detail_per_s: rate('detail'),
        ready_body_per_s: rate('ready_list'),
        ready_detail_per_s: rate('ready_detail'),
        ready_small_per_s: rate('ready_small'),
        ratio_list: round(rate('list') / rate('ready_list'), 2),
        ratio_detail: round(rate('detail') / rate('ready_detail'), 2),
        ratio_small: round(rate('detail') / rate('ready_small'), 2),
        cpu_us_per_read: of('room', (leg) => leg.cpu_us, 1),
        cpu_us_per_list: of('list', (leg) => leg.cpu_us, 1),
        cpu_us_per_detail: of('detail', (leg) => leg.cpu_us, 1),
        cpu_us_ready_list: of('ready_list', (leg) => leg.cpu_us, 1),
        cpu_us_ready_detail: of('ready_detail', (leg) => leg.cpu_us, 1),
        idle_cpu_ms_per_s: round((idle_used.server_us + idle_used.database_us) / idle_used.at),
        viewers,
        rounds,
        seconds,
        connections,
      }
    } finally {
      ready.close()
    }
  } finally {
    await stage.close()
  }
}

/** One run. `cpu` tells the processor time used so far by what is measured. */
async function runLeg(
  stage: Stage,
  cpu: () => Promise<number>,
  plan: { port: number; requests: readonly string[]; connections: number; seconds: number },
): Promise<Leg> {
  const before = await cpu()
  const load = await runLoad({ ...plan, host: stage.host })
  const used = (await cpu()) - before
  const { per_s, p50_ms, p99_ms, count } = soundOf(load, stage)
  return { per_s, p50_ms, p99_ms, count, cpu_us: used / count }
}

/** Of the platform's server and PostgreSQL together. */
const cpuOf = (stage: Stage) => async (): Promise<number> => {
  const { server_us, database_us } = await stage.usage()
  return server_us + database_us
}

/** Every answer has to be a 200: what fails fast is no read. */
function soundOf(load: LoadFigures, stage: Stage) {
  const good = load.kinds['200']
  if (!good || load.answered !== good.count || load.broken > 0)
    throw new Error(
      `not every read was answered: ${JSON.stringify(load.kinds)}\n${stage.output().slice(-2_000)}`,
    )
  return good
}

const everybodyOnce = async (stage: Stage, scene: Scene, connections: number): Promise<void> => {
  const { host, port } = stage
  const { room: requests } = scene
  soundOf(await runLoad({ host, port, requests, connections, count: requests.length }), stage)
}

async function bodyOf({ url }: Stage, path: string): Promise<string> {
  const answer = await fetch(`${url}${path}`, { headers: { 'accept-encoding': 'identity' } })
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`)
  return answer.text()
}

/** The process's own look for ended sessions, which it takes whatever is read. */
const OF_SESSIONS = 'access_changes'

/**
 * How often the database is asked for a room that so many refresh: statements as PostgreSQL counts them, in a server
 * that runs no clockwork of its own (the sweeps ask by themselves, whether anybody reads or not).
 */
async function countQuestions(wish: { viewers: number; seconds: number; connections: number }) {
  const { viewers, seconds, connections } = wish
  const stage = await openStage({ env: { ROLES: 'http,live' }, counts_statements: true })
  try {
    const scene = await makeScene(stage.sql, viewers)
    const asked = async () => {
      const { rows } = await stage.sql.query(
        `select coalesce(sum(calls), 0) as all, coalesce(sum(calls) filter (where query like $1), 0) as of_sessions
         from pg_stat_statements where query not like '%pg_stat%' and dbid = (select oid from pg_database where datname = current_database())`,
        [`%${OF_SESSIONS}%`],
      )
      return { all: Number(rows[0].all), of_sessions: Number(rows[0].of_sessions) }
    }
    const start = await asked()
    await everybodyOnce(stage, scene, connections)
    const before = await asked()
    const { host, port } = stage
    // Counted while they go on reading: from the middle of it to the middle of it.
    const load = await openLoad({
      host,
      port,
      requests: scene.room,
      connections,
      seconds: seconds + 2,
    })
    const reading = load.go()
    await pause(1_000)
    const [from, before_reading] = [performance.now(), await asked()]
    await pause(seconds * 1_000)
    const [to, after] = [performance.now(), await asked()]
    soundOf(await reading, stage)
    load.close()
    const of_sessions = after.of_sessions - before_reading.of_sessions
    const a_second = (count: number) => round((count * 1_000) / (to - from), 2)
    return {
      room_queries_per_s: a_second(after.all - before_reading.all - of_sessions),
      session_queries_per_s: a_second(of_sessions),
      first_visits_queries: before.all - start.all,
    }
  } finally {
    await stage.close()
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

async function openReady(bodies: Record<'small' | 'list' | 'detail', string>) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'reads/ready-server.ts')],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    },
  )
  const gone = new Promise<never>((_, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`the ready server ended with ${code}`)))
  })
  gone.catch(() => {})
  const ask = (message: object): Promise<{ port: number; cpu_us: number }> => {
    const answer = new Promise<any>((done) => child.once('message', done))
    child.send(message)
    return Promise.race([answer, gone])
  }
  const { port } = await ask(bodies)
  return {
    port,
    cpu: async () => (await ask({})).cpu_us,
    close: () => void child.kill('SIGTERM'),
  }
}
