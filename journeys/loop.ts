/**
 * `npm run loop`: the main job on real input. Its own server on an empty folder, a real film by RTMP, real browsers, a sale,
 * a return, a settlement, payouts, every invariant. Exit 0 only if all of it happened; pictures of each step lie in the folder it names.
 */

import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DEMO_PASSWORD } from '../server/demo/people.ts'
import { album, openBrowser } from './browser.ts'
import { HttpPerson } from './http-person.ts'
import { returnOneLine, settleAndPayOut, shipAndReceive } from './loop-after.ts'
import { buyTwoLines, comeTooLate, grabFlash, watch } from './loop-buy.ts'
import { cutTheLink, goOnAir, openFlash } from './loop-room.ts'
import { openShopAndList } from './loop-shop.ts'
import { expect, type Stage } from './loop-stage.ts'
import { startServer } from './running-server.ts'

const root = join(import.meta.dirname, '..')
const folder = resolve(process.env.LOOP_FOLDER ?? join(root, 'data/loop'))
const began = performance.now()
const say = (line: string) =>
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`)

rmSync(folder, { recursive: true, force: true })
const browser = await openBrowser()
const server = await startServer({ DEMO: 'people' })
say(`platform   running on an empty folder at ${server.url}`)
let failure: unknown
let closing: (() => Promise<void>) | undefined
try {
  const person = (name: string, key: string) =>
    new HttpPerson(server.url, name).signIn(`${key}@demo.example`, DEMO_PASSWORD)
  const [admin, reviewer, finance, merchant, host, viewer, second] = await Promise.all([
    person('operator', 'admin'),
    person('reviewer', 'reviewer'),
    person('finance', 'finance'),
    person('merchant', 'merchant'),
    person('host', 'creator'),
    person('viewer', 'viewer'),
    person('second viewer', 'viewer2'),
  ])
  const stage: Stage = {
    server,
    browser,
    say,
    picture: album(folder),
    people: { admin, reviewer, finance, merchant, host, viewer, second },
    windows: [],
    pass: async (what, seconds) => {
      await admin.do('POST', '/v1/demo/clock', { advance_s: seconds })
      say(
        `clock      ${what}: ${seconds >= 86_400 ? `${seconds / 86_400} days` : seconds >= 3_600 ? `${seconds / 3_600} hours` : `${seconds} s`} pass`,
      )
    },
  }
  const shop = await openShopAndList(stage)
  const room = await goOnAir(stage, shop)
  closing = room.publisher.stop
  const window = await watch(stage, room)
  const offer = await openFlash(stage, room, shop)
  const flash = await grabFlash(stage, room, window)
  await comeTooLate(stage, room, offer)
  const order = await buyTwoLines(stage, room, shop, window)
  const late_ms = await cutTheLink(stage, room, shop, window)
  await room.desk.page.waitForTimeout(1_000)
  await stage.picture(room.desk.page, 'control-desk-after-sales')
  await host.do('POST', `/v1/rooms/${room.id}/end`)
  say('host       ended the room; the last minutes stay as a replay')
  await shipAndReceive(stage, shop, [order.order_id, flash.order_id], window)
  const refunded = await returnOneLine(stage, shop, order, window)
  const end = await settleAndPayOut(stage, shop)

  const wrong = stage.windows.flatMap((one) => one.errors)
  expect(wrong.length === 0, `no page reported an error: ${wrong.slice(0, 3).join(' | ')}`)
  const paid = flash.amount + order.amount
  expect(
    end.merchant + end.creator + end.platform === paid - refunded,
    `what was paid (${paid}) less what went back (${refunded}) is what merchant, creator and platform have: ${JSON.stringify(end)}`,
  )
  const verified = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'tools/verify.ts')],
    { cwd: root, env: server.env, encoding: 'utf8' },
  )
  if (verified.status !== 0) throw new Error(`verify: ${verified.stderr}${verified.stdout}`)
  const { invariants, violations } = JSON.parse(verified.stdout.trim().split('\n').at(-1) ?? '{}')
  say(`verify     ${invariants} invariants hold; the rule cut the link after ${late_ms} ms`)
  say(`pictures   ${folder}`)
  console.log(
    JSON.stringify({
      ok: true,
      orders: end.orders,
      gmv: end.gmv,
      merchant: end.merchant,
      creator: end.creator,
      platform: end.platform,
      invariants,
      violations,
    }),
  )
} catch (error) {
  failure = error
  console.error(error)
  console.error(server.output().split('\n').slice(-30).join('\n'))
  console.log(
    JSON.stringify({ ok: false, why: error instanceof Error ? error.message : String(error) }),
  )
} finally {
  await closing?.()
  await browser.close()
  await server.stop()
  rmSync(server.data_dir, { recursive: true, force: true })
}
process.exit(failure ? 1 : 0)
