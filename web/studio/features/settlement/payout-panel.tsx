import { Button, Form, Input, Modal, Select, Space } from 'antd'
import { useRef, useState } from 'react'
import { type Answer, call, newKey } from '../../../shared/api/client.ts'
import { AmountField } from '../../../shared/desk/amount-field.tsx'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Balance } from './balance-cards.tsx'
import { settlementWords } from './settlement.words.ts'

/** A shop's money or one's own: the same acts at two places. */
export type Whose = { shop_id: string } | 'me'
type Account = Answer<'GET /v1/me/payout-account'>
type AccountFields = { holder: string; bank: string; account_number: string }

/** Where the money goes, and the button that sends it. */
export function PayoutPanel({
  whose,
  balance,
  account,
  through,
  mayChange,
}: {
  whose: Whose
  balance: Balance | undefined
  account: Account | undefined
  /** A verified account with a provider: money goes there first. */
  through?: boolean
  mayChange: boolean
}) {
  const t = useWords(settlementWords)
  const [open, setOpen] = useState<'account' | 'withdraw'>()
  return (
    <Panel
      title={t('account_title')}
      acts={
        mayChange && (
          <Button size="small" type="link" onClick={() => setOpen('account')}>
            {t(account ? 'account_change' : 'account_set')}
          </Button>
        )
      }
    >
      {account ? (
        <p>
          {account.bank}
          <br />
          {account.holder} · <span className="num">{account.account_number}</span>
        </p>
      ) : (
        <p className="desk-quiet">{t('account_none')}</p>
      )}
      <Button
        type="primary"
        block
        className="settlement-withdraw"
        disabled={!mayChange || !(account || through) || !balance || balance.available <= 0}
        onClick={() => setOpen('withdraw')}
      >
        {t('withdraw')}
      </Button>
      {open === 'account' && <AccountDialog whose={whose} onClose={() => setOpen(undefined)} />}
      {open === 'withdraw' && balance && (
        <WithdrawDialog whose={whose} balance={balance} onClose={() => setOpen(undefined)} />
      )}
    </Panel>
  )
}

function AccountDialog({ whose, onClose }: { whose: Whose; onClose: () => void }) {
  const t = useWords(settlementWords)
  const [form] = Form.useForm<AccountFields>()
  const save = useAct(
    async (body: AccountFields) => {
      if (whose === 'me') await call('PUT /v1/me/payout-account', { body })
      else await call('PUT /v1/shops/:shop_id/payout-account', { params: whose, body })
      onClose()
    },
    {
      done: t('account_saved'),
      refresh: ['GET /v1/me/payout-account', 'GET /v1/shops/:shop_id/payout-account'],
    },
  )
  const needed = [{ required: true, whitespace: true, message: t('needed') }]
  return (
    <Modal
      open
      title={t('account_title')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('account_words')}</p>
      <Form<AccountFields>
        form={form}
        layout="vertical"
        onFinish={(fields) => void save.run(fields)}
      >
        <Form.Item name="holder" label={t('holder')} rules={needed}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
        <Form.Item name="bank" label={t('bank')} rules={needed}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="account_number"
          label={t('account_number')}
          rules={[...needed, { pattern: /^[0-9A-Z ]{6,40}$/, message: t('account_wrong') }]}
        >
          <Input maxLength={40} autoComplete="off" inputMode="numeric" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function WithdrawDialog({
  whose,
  balance,
  onClose,
}: {
  whose: Whose
  balance: Balance
  onClose: () => void
}) {
  const t = useWords(settlementWords)
  const format = useFormat()
  const [form] = Form.useForm<{ amount: number }>()
  // Kept over tries: one wish, one payout.
  const key = useRef(newKey())
  const send = useAct(
    async ({ amount }: { amount: number }) => {
      const body = { amount, currency: balance.currency }
      if (whose === 'me') await call('POST /v1/me/payouts', { body, key: key.current })
      else await call('POST /v1/shops/:shop_id/payouts', { params: whose, body, key: key.current })
      onClose()
    },
    {
      done: t('withdraw_done'),
      refresh: [
        'GET /v1/me/balance',
        'GET /v1/me/payouts',
        'GET /v1/shops/:shop_id/balance',
        'GET /v1/shops/:shop_id/payouts',
      ],
    },
  )
  return (
    <Modal
      open
      title={t('withdraw_title')}
      okText={t('withdraw')}
      cancelText={t('cancel')}
      confirmLoading={send.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        onFinish={(fields) => void send.run(fields)}
        onValuesChange={() => {
          key.current = newKey()
        }}
      >
        <Form.Item
          label={t('withdraw_amount')}
          htmlFor="withdraw-amount"
          extra={t('withdraw_most', { amount: format.money(balance.available, balance.currency) })}
        >
          <Space.Compact block>
            <Form.Item name="amount" noStyle rules={[{ required: true, message: t('needed') }]}>
              <AmountField
                id="withdraw-amount"
                currency={balance.currency}
                min={1}
                max={balance.available}
              />
            </Form.Item>
            <Button onClick={() => form.setFieldsValue({ amount: balance.available })}>
              {t('withdraw_all')}
            </Button>
          </Space.Compact>
        </Form.Item>
      </Form>
    </Modal>
  )
}

const STANDINGS = ['in_transit', 'arrived', 'back'] as const
type Standing = (typeof STANDINGS)[number]

/** Payouts with their states, and why one failed or was sent back. */
export function PayoutsTable({ whose }: { whose: Whose }) {
  const t = useWords(settlementWords)
  const [{ standing }, setFilters] = useFilters<{ standing?: Standing }>()
  const query = standing ? { standing } : {}
  const tone = {
    requested: 'neutral',
    approved: 'info',
    held: 'warning',
    sent: 'info',
    succeeded: 'success',
    failed: 'danger',
    bounced: 'danger',
  } as const
  const table = {
    label: t('payouts'),
    rowKey: 'id' as const,
    min_width: 760,
    every_ms: 15_000,
    empty: <NothingYet words={t('none_payouts')} />,
    filtered: standing !== undefined,
    onClear: () => setFilters({ standing: undefined }),
    columns: [
      { title: t('payout_number'), dataIndex: 'number', minWidth: 180, className: 'num' },
      {
        title: t('amount'),
        key: 'amount',
        width: 130,
        align: 'right' as const,
        render: (_: unknown, row: Payout) => <MoneyText fen={row.amount} currency={row.currency} />,
      },
      { title: t('payout_to'), dataIndex: 'bank_account', width: 200, className: 'num' },
      {
        title: t('state'),
        key: 'state',
        width: 220,
        render: (_: unknown, row: Payout) => (
          <>
            <StatusTag tone={tone[row.state]}>{t(`payout_${row.state}`)}</StatusTag>
            {row.hold_reason && (
              <div className="desk-goods-words">{t(`hold_${row.hold_reason}`)}</div>
            )}
            {row.state === 'held' && row.deadline_at && (
              <div className="desk-goods-words">
                {t('hold_until')} <DateText at={row.deadline_at} />
              </div>
            )}
            {row.failure_reason && <div className="desk-goods-words">{row.failure_reason}</div>}
          </>
        ),
      },
      {
        title: t('at'),
        key: 'at',
        width: 160,
        render: (_: unknown, row: Payout) => <DateText at={row.created_at} />,
      },
    ],
  }
  return (
    <>
      <div className="desk-tools">
        <Select<Standing | ''>
          className="settlement-filter"
          aria-label={t('standing')}
          value={standing ?? ''}
          onChange={(chosen) => setFilters({ standing: chosen || undefined })}
          options={[
            { value: '' as const, label: t('all_standings') },
            ...STANDINGS.map((value) => ({ value, label: t(`standing_${value}`) })),
          ]}
        />
      </div>
      {whose === 'me' ? (
        <DataTable route="GET /v1/me/payouts" options={{ query }} {...table} />
      ) : (
        <DataTable
          route="GET /v1/shops/:shop_id/payouts"
          options={{ params: whose, query }}
          {...table}
        />
      )}
    </>
  )
}
type Payout = Answer<'GET /v1/me/payouts'>['data'][number]
