import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { DepositBlocks } from '../../../shared/deposits/deposit-blocks.tsx'
import type { Deposit } from '../../../shared/deposits/deposit-state-tag.tsx'
import { depositsWords } from '../../../shared/deposits/deposits.words.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths, type Target } from '../../paths.ts'
import { depositWords } from './deposit.words.ts'

const DEPOSIT = 'GET /v1/shops/:shop_id/deposit'
const RECORDS = 'GET /v1/shops/:shop_id/deposit-records'
const SHARES = [100_000, 200_000, 300_000, 500_000, 1_000_000]

/** Opens the cashier over what is missing. */
export function TopUp({ shop_id, disabled }: { shop_id: string; disabled: boolean }) {
  const t = useWords(depositWords)
  const navigate = useNavigate()
  const pay = useAct(async () => {
    const payment = await call('POST /v1/shops/:shop_id/deposit-payments', { params: { shop_id } })
    await navigate(paths.deposit(shop_id, payment.id))
  })
  return (
    <Button type="primary" disabled={disabled} loading={pay.busy} onClick={() => void pay.run()}>
      {t('top_up')}
    </Button>
  )
}

/** Lets sales fill what is missing; the shop chooses by which part. */
export function FromSales({
  shop_id,
  share_ppm,
  disabled,
}: {
  shop_id: string
  share_ppm: number | null
  disabled: boolean
}) {
  const t = useWords(depositWords)
  const format = useFormat()
  const [share, setShare] = useState(share_ppm ?? 300_000)
  const save = useAct(
    () =>
      call('PUT /v1/shops/:shop_id/deposit-from-sales', {
        params: { shop_id },
        body: { share_ppm: share },
      }),
    { done: t('sales_saved'), refresh: [DEPOSIT, 'GET /v1/me', 'GET /v1/shops/:shop_id/file'] },
  )
  return (
    <Panel title={t('sales_title')}>
      <p>{t('sales_words')}</p>
      {share_ppm !== null && (
        <p className="desk-quiet">{t('sales_now', { share: format.percent(share_ppm) })}</p>
      )}
      <div className="deposit-acts">
        <Select
          aria-label={t('sales_share')}
          value={share}
          disabled={disabled}
          onChange={setShare}
          options={SHARES.map((value) => ({ value, label: format.percent(value) }))}
        />
        <Button disabled={disabled} loading={save.busy} onClick={() => void save.run()}>
          {t('sales_start')}
        </Button>
      </div>
    </Panel>
  )
}

/** What blocks a refund, and the button that asks for it. */
export function RefundPanel({ deposit, disabled }: { deposit: Deposit; disabled: boolean }) {
  const t = useWords(depositWords)
  const { modal } = App.useApp()
  const { shop_id, state, refund } = deposit
  const apply = useAct(
    () => call('POST /v1/shops/:shop_id/deposit-refund', { params: { shop_id } }),
    { done: t('refund_done'), refresh: [DEPOSIT, RECORDS] },
  )
  const withdraw = useAct(
    () => call('DELETE /v1/shops/:shop_id/deposit-refund', { params: { shop_id } }),
    { done: t('withdrawn'), refresh: [DEPOSIT, RECORDS] },
  )
  if (deposit.paid === 0) return null
  return (
    <Panel title={t('refund_title')}>
      <ShopBlocks shop_id={shop_id} blocks={refund.blocks} currency={deposit.currency} />
      <div className="deposit-acts">
        {state === 'refund_applied' ? (
          <Button disabled={disabled} loading={withdraw.busy} onClick={() => void withdraw.run()}>
            {t('refund_withdraw')}
          </Button>
        ) : (
          <Button
            disabled={disabled || refund.blocks.length > 0}
            loading={apply.busy}
            onClick={() =>
              modal.confirm({
                title: t('refund_apply'),
                content: t('refund_confirm'),
                okText: t('refund_apply'),
                cancelText: t('cancel'),
                onOk: () => apply.run(),
              })
            }
          >
            {t('refund_apply')}
          </Button>
        )}
      </div>
    </Panel>
  )
}

/** The checklist with links into the shop's own pages. */
export function ShopBlocks({
  shop_id,
  blocks,
  currency,
}: {
  shop_id: string
  blocks: Deposit['refund']['blocks']
  currency: string
}) {
  const t = useWords(depositsWords)
  const places: Partial<Record<Deposit['refund']['blocks'][number]['kind'], Target>> = {
    listings: paths.goods(shop_id, { state: 'on_shelf' }),
    orders: paths.orders(shop_id),
    aftersales: paths.aftersales(shop_id),
    disputes: paths.aftersales(shop_id),
    unsettled: paths.settlement(shop_id),
    refunds: paths.settlement(shop_id),
    debt: paths.settlement(shop_id, { tab: 'entries' }),
    payout_account: paths.settlement(shop_id),
  }
  return (
    <DepositBlocks
      blocks={blocks}
      currency={currency}
      look={({ kind }) => {
        const place = places[kind]
        return place && <Link {...place}>{t('look')}</Link>
      }}
    />
  )
}
