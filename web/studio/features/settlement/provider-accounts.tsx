import { Button, Form, Input, Modal, Popconfirm, Select, Switch, Tooltip } from 'antd'
import { useState } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Whose } from './payout-panel.tsx'
import { providerAccountsWords } from './provider-accounts.words.ts'
import './provider-accounts.css'

type Accounts = Answer<'GET /v1/me/provider-accounts'>
type Account = Accounts['data'][number]
type Naming = { provider: string; external_id: string; holder: string }
type Known = 'wechat' | 'alipay' | 'stripe' | 'sandbox'

const TONES = { pending: 'warning', verified: 'success', disabled: 'neutral' } as const
const REFRESH = [
  'GET /v1/me/provider-accounts',
  'GET /v1/shops/:shop_id/provider-accounts',
  'GET /v1/me/payouts',
  'GET /v1/shops/:shop_id/payouts',
] as const

/** The accounts of a shop, or one's own. */
export function useProviderAccounts(whose: Whose): Accounts | undefined {
  const mine = useRoute('GET /v1/me/provider-accounts', undefined, { enabled: whose === 'me' })
  const shops = useRoute(
    'GET /v1/shops/:shop_id/provider-accounts',
    { params: whose === 'me' ? { shop_id: '' } : whose },
    { enabled: whose !== 'me' },
  )
  return (whose === 'me' ? mine : shops).data
}

/** Accounts with payment providers: named here, verified by the platform, stopped by either. */
export function ProviderAccounts({
  whose,
  accounts,
  mayChange,
}: {
  whose: Whose
  accounts: Accounts | undefined
  mayChange: boolean
}) {
  const t = useWords(providerAccountsWords)
  const [naming, setNaming] = useState(false)
  return (
    <Panel
      title={t('title')}
      acts={
        mayChange && (
          <Button size="small" type="link" onClick={() => setNaming(true)}>
            {t('add')}
          </Button>
        )
      }
    >
      {accounts?.data.length ? (
        <ul className="settlement-accounts">
          {accounts.data.slice(0, 6).map((account) => (
            <AccountRow key={account.id} whose={whose} account={account} mayChange={mayChange} />
          ))}
        </ul>
      ) : (
        <p className="desk-quiet">{t('none')}</p>
      )}
      {naming && accounts && (
        <NamingDialog
          whose={whose}
          providers={accounts.providers}
          onClose={() => setNaming(false)}
        />
      )}
    </Panel>
  )
}

function AccountRow({
  whose,
  account,
  mayChange,
}: {
  whose: Whose
  account: Account
  mayChange: boolean
}) {
  const t = useWords(providerAccountsWords)
  const { id: provider_account_id, state, provider, why } = account
  const end = useAct(
    async () => {
      if (whose === 'me')
        await call('POST /v1/me/provider-accounts/:provider_account_id/end', {
          params: { provider_account_id },
        })
      else
        await call('POST /v1/shops/:shop_id/provider-accounts/:provider_account_id/end', {
          params: { ...whose, provider_account_id },
        })
    },
    { done: t('ended'), refresh: [...REFRESH] },
  )
  const send = useAct(
    async (is_automatic: boolean) => {
      const body = { is_automatic }
      if (whose === 'me')
        await call('PUT /v1/me/provider-accounts/:provider_account_id/sending', {
          params: { provider_account_id },
          body,
        })
      else
        await call('PUT /v1/shops/:shop_id/provider-accounts/:provider_account_id/sending', {
          params: { ...whose, provider_account_id },
          body,
        })
    },
    { done: t(account.is_automatic ? 'automatic_off' : 'automatic_on'), refresh: [...REFRESH] },
  )
  const reasons: Record<string, string> = {
    replaced: t('why_replaced'),
    ended: t('why_ended'),
    not_verified_in_time: t('why_not_verified_in_time'),
  }
  return (
    <li>
      <div>
        <b>{t(provider as Known)}</b> · {account.holder} ·{' '}
        <span className="num">{`…${account.external_id.slice(-4)}`}</span>{' '}
        <StatusTag tone={TONES[state]}>{t(`state_${state}`)}</StatusTag>
        {state === 'disabled' && <div className="desk-quiet">{reasons[why] ?? why}</div>}
      </div>
      {mayChange && state !== 'disabled' && (
        <div className="settlement-account-acts">
          <Tooltip title={t('automatic_words')}>
            <Switch
              size="small"
              aria-label={t('automatic')}
              checked={account.is_automatic}
              loading={send.busy}
              onChange={(on) => void send.run(on)}
            />
          </Tooltip>
          <span>{t('automatic')}</span>
          <Popconfirm
            title={t('end_title')}
            description={t('end_words')}
            okText={t('end')}
            cancelText={t('cancel')}
            onConfirm={() => void end.run()}
          >
            <Button size="small" type="link" danger loading={end.busy}>
              {t('end')}
            </Button>
          </Popconfirm>
        </div>
      )}
    </li>
  )
}

function NamingDialog({
  whose,
  providers,
  onClose,
}: {
  whose: Whose
  providers: readonly string[]
  onClose: () => void
}) {
  const t = useWords(providerAccountsWords)
  const [form] = Form.useForm<Naming>()
  const chosen = Form.useWatch('provider', form) as Known | undefined
  const save = useAct(
    async (body: Naming) => {
      if (whose === 'me') await call('POST /v1/me/provider-accounts', { body })
      else await call('POST /v1/shops/:shop_id/provider-accounts', { params: whose, body })
      onClose()
    },
    { done: t('saved'), refresh: [...REFRESH] },
  )
  const needed = [{ required: true, whitespace: true, message: t('needed') }]
  return (
    <Modal
      open
      title={t('add')}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={save.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('words')}</p>
      <Form<Naming>
        form={form}
        layout="vertical"
        initialValues={{ provider: providers[0] }}
        onFinish={(fields) => void save.run(fields)}
      >
        <Form.Item name="provider" label={t('provider')} rules={needed}>
          <Select options={providers.map((value) => ({ value, label: t(value as Known) }))} />
        </Form.Item>
        <Form.Item
          name="external_id"
          label={t('external_id')}
          rules={needed}
          extra={chosen ? t(`hint_${chosen}`) : undefined}
        >
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Form.Item name="holder" label={t('holder')} rules={needed}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
