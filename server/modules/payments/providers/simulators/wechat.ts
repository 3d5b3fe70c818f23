import { randomUUID } from 'node:crypto'
import { HOUR, MINUTE, SECOND } from '../../../../kernel/time.ts'
import type { WechatSettings } from '../../../../platform/provider-settings.ts'
import type { Faults } from './faults.ts'
import { makePost } from './post.ts'
import { type Asked, type Said, serve } from './serve.ts'
import { openBills } from './wechat/bill.ts'
import { type Floor, No, openBook, thawOld } from './wechat/book.ts'
import { openRefunds } from './wechat/refunds.ts'
import { makeSeal, type SignsWith } from './wechat/seal.ts'
import { openSplits } from './wechat/splits.ts'
import { openTrades } from './wechat/trades.ts'
import { openTransfers } from './wechat/transfers.ts'

/** As published for callbacks of payments and refunds: fifteen over 24 hours. */
const SCHEDULE = [
  ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE],
  ...[30 * MINUTE, 30 * MINUTE, 30 * MINUTE, HOUR],
  ...[3 * HOUR, 3 * HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR],
]

/**
 * WeChat Pay's API v3 as published, for one merchant: checks the signature of every call, signs every answer, keeps its own
 * book, and calls back by its schedule. Refuses what WeChat Pay refuses.
 */
export async function simulateWechat({
  faults,
  now,
  mode = 'certificates',
}: {
  faults: Faults
  now: () => Date
  /** By what it signs: a platform certificate or its public key. */
  mode?: SignsWith
}) {
  const book = openBook()
  const seal = makeSeal({ now, mode })
  const { mchid } = seal.settings
  const post = makePost({
    schedule: SCHEDULE,
    isHeard: ({ status }) => status === 200 || status === 204,
    faults,
    now,
  })

  /** A callback as it would be written now. */
  const letterOf = (
    url: string,
    event_type: string,
    resource: Record<string, unknown>,
    id = randomUUID(),
  ) => {
    const body = JSON.stringify({
      id,
      create_time: now().toISOString(),
      event_type,
      resource_type: 'encrypt-resource',
      summary: event_type,
      resource: seal.encrypt(JSON.stringify(resource), 'transaction'),
    })
    return { url, headers: seal.sign(body), body }
  }

  const floor: Floor = {
    book,
    now,
    merchant: { appid: 'wxd678efh567hg6787', mchid },
    opened: seal.opened,
    tell: (url, event_type, resource) => {
      const id = randomUUID()
      post.put(() => letterOf(url, event_type, resource(), id))
    },
  }
  const trades = openTrades(floor)
  const refunds = openRefunds(floor)
  const transfers = openTransfers(floor)
  const bills = openBills(floor, (day) => `${server.url}/v3/billdownload/file?token=${day}`)
  const routes = [
    ...seal.routes,
    ...trades.routes,
    ...refunds.routes,
    ...transfers.routes,
    ...openSplits(floor).routes,
    ...bills.routes,
  ]

  function answer({ method, url, body, headers }: Asked): unknown {
    thawOld(book, now())
    transfers.closeOverdue()
    const call = method === 'POST' ? JSON.parse(body.toString('utf8') || '{}') : {}
    const is_foreign = [call.mchid, call.combine_mchid, url.searchParams.get('mchid')].some(
      (one) => one && one !== mchid,
    )
    if (is_foreign) throw new No(400, 'MCH_NOT_EXISTS')
    for (const [pattern, tell] of routes) {
      const found = pattern.exec(`${method} ${url.pathname}`)
      if (found)
        return tell({
          ...{ call, url, name: found[1] ?? '', rest: found[2] },
          serial: String(headers['wechatpay-serial'] ?? ''),
        })
    }
    throw new No(404, 'NO_SUCH_ROUTE')
  }

  const server = await serve(faults, (asked, wrong_key): Said => {
    try {
      seal.assertSigned(asked)
      if (asked.url.pathname === '/v3/billdownload/file')
        return { status: 200, body: bills.fileOf(asked.url.searchParams.get('token') ?? '') ?? '' }
      const said = answer(asked)
      const body = said === undefined ? '' : JSON.stringify(said)
      return { status: body ? 200 : 204, headers: seal.sign(body, wrong_key), body }
    } catch (error) {
      if (!(error instanceof No)) throw error
      const body = JSON.stringify({ code: error.code, message: error.code })
      return { status: error.status, headers: seal.sign(body, wrong_key), body }
    }
  })

  const settings: WechatSettings = {
    url: server.url,
    appid: floor.merchant.appid,
    ...seal.settings,
    profit_sharing: false,
    transfer_scene: {
      id: '1005',
      reports: [{ info_type: '岗位类型', info_content: '带货主播' }],
    },
  }
  const { public_key, rotate, moveToPublicKey } = seal
  const total = (all: Iterable<{ amount: number }>) =>
    [...all].reduce((sum, one) => sum + BigInt(one.amount), 0n)

  return {
    ...{ settings, post, letterOf, public_key, rotate, moveToPublicKey },
    seal: seal.sign,
    pay: trades.pay,
    /** The merchant pays in: it has so much more there. */
    fund: (amount: bigint): void => {
      book.balance += Number(amount)
    },
    /** What was taken goes through: refunds arrive, payees confirm. */
    finish: (): void => {
      refunds.finish()
      transfers.finish()
    },
    book: () => ({
      paid: [...book.trades.values()].filter(({ paid_at }) => paid_at).length,
      refunded: total(book.refunds.values()),
      sent: total(book.transfers.values()),
      balance: BigInt(book.balance),
      receivers: [...book.receivers],
      shops: Object.fromEntries([...book.shops].map(([shop, free]) => [shop, BigInt(free)])),
    }),
    close: server.close,
  }
}
