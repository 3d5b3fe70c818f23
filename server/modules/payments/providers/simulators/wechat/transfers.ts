import { randomBytes } from 'node:crypto'
import { DAY } from '../../../../../kernel/time.ts'
import { type Floor, No, type Route, type Transfer } from './book.ts'

/** From 2,000 yuan on, the payee's name has to be told. */
const NAME_FROM = 200_000
const LEAST = 10
/** So long a payee has to confirm; then it is closed and the money is the merchant's again. */
const CONFIRMED_WITHIN = DAY

/** Transfers out of the merchant's balance to people in WeChat, who confirm them. */
export function openTransfers({ book, now, merchant, tell, opened }: Floor) {
  const { transfers } = book

  const view = (one: Transfer) => ({
    mch_id: merchant.mchid,
    out_bill_no: one.out_bill_no,
    transfer_bill_no: one.transfer_bill_no,
    appid: merchant.appid,
    state: one.state,
    transfer_amount: one.amount,
    update_time: one.at.toISOString(),
    ...(one.state === 'FAIL' ? { fail_reason: 'OVERDUE_CLOSE' } : {}),
  })

  function make(call: any, serial: string): Transfer {
    if (!/^[0-9A-Za-z]{5,32}$/.test(call.out_bill_no ?? '')) throw new No(400, 'PARAM_ERROR')
    const known = transfers.get(call.out_bill_no)
    const { transfer_amount: amount, openid } = call
    if (known) {
      if (known.amount !== amount || known.openid !== openid) throw new No(400, 'ALREADY_EXISTS')
      return known
    }
    if (!openid || !call.transfer_scene_id || !call.transfer_scene_report_infos?.length)
      throw new No(400, 'PARAM_ERROR')
    if (!Number.isInteger(amount) || amount < LEAST) throw new No(400, 'INVALID_REQUEST')
    if (amount >= NAME_FROM && !call.user_name) throw new No(400, 'INVALID_REQUEST')
    if (call.user_name) opened(call.user_name, serial)
    if (amount > book.balance) throw new No(403, 'NOT_ENOUGH')
    book.balance -= amount
    const made: Transfer = {
      out_bill_no: call.out_bill_no,
      transfer_bill_no: `1330${randomBytes(11).toString('hex')}`,
      openid,
      amount,
      state: 'WAIT_USER_CONFIRM',
      at: now(),
      notify_url: call.notify_url,
    }
    transfers.set(made.out_bill_no, made)
    return made
  }

  const routes: Route[] = [
    [
      /^POST \/v3\/fund-app\/mch-transfer\/transfer-bills$/,
      ({ call, serial }) => {
        // The answer to the order itself says no amount.
        const { transfer_amount: _, ...told } = view(make(call, serial))
        return told
      },
    ],
    [
      /transfer-bills\/out-bill-no\/([^/]+)$/,
      ({ name }) => {
        const found = transfers.get(name)
        if (!found) throw new No(404, 'NOT_FOUND')
        return view(found)
      },
    ],
  ]

  return {
    routes,
    /** Whatever nobody confirmed in time is closed, whoever asks next. */
    closeOverdue: (): void => {
      for (const one of transfers.values())
        if (
          one.state === 'WAIT_USER_CONFIRM' &&
          now().getTime() - one.at.getTime() > CONFIRMED_WITHIN
        ) {
          one.state = 'FAIL'
          one.at = now()
          book.balance += one.amount
          tell(one.notify_url, 'MCHTRANSFER.BILL.FINISHED', () => view(one))
        }
    },
    /** Payees confirm. */
    finish: (): void => {
      for (const one of transfers.values())
        if (one.state === 'WAIT_USER_CONFIRM') {
          one.state = 'SUCCESS'
          one.at = now()
          tell(one.notify_url, 'MCHTRANSFER.BILL.FINISHED', () => view(one))
        }
    },
  }
}
