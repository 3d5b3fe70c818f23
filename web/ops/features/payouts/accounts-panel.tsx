import { Button, Modal, Segmented, Space } from 'antd'
import { useState } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { ReasonDialog } from '../review/reason-dialog.tsx'
import { accountsWords } from './accounts.words.ts'

type Account = Answer<'GET /v1/provider-accounts'>['data'][number]
const REFRESH = ['GET /v1/provider-accounts', 'GET /v1/waiting-payouts'] as const

/** Accounts with payment providers: those that wait for somebody to say whose they are, and those in use. */
export function AccountsPanel() {
  const t = useWords(accountsWords)
  const ops = useWords(opsWords)
  const [state, setState] = useState<'pending' | 'verified'>('pending')
  const [asking, setAsking] = useState<{ act: 'verify' | 'refuse'; account: Account }>()
  const verify = useAct(
    async (provider_account_id: string) => {
      await call('POST /v1/provider-accounts/:provider_account_id/verification', {
        params: { provider_account_id },
      })
      setAsking(undefined)
    },
    { done: t('verified'), refresh: [...REFRESH] },
  )
  const refuse = useAct(
    async (provider_account_id: string, reason: string) => {
      await call('POST /v1/provider-accounts/:provider_account_id/disablement', {
        params: { provider_account_id },
        body: { reason },
      })
      setAsking(undefined)
    },
    { done: t('refused'), refresh: [...REFRESH] },
  )
  return (
    <Panel
      title={t('title')}
      flush
      acts={
        <Segmented
          size="small"
          aria-label={t('state')}
          value={state}
          onChange={setState}
          options={(['pending', 'verified'] as const).map((value) => ({
            value,
            label: t(`state_${value}`),
          }))}
        />
      }
    >
      <DataTable
        route="GET /v1/provider-accounts"
        options={{ query: { state } }}
        label={t('title')}
        rowKey="id"
        min_width={1_080}
        every_ms={30_000}
        empty={<NothingYet words={t(`none_${state}`)} />}
        columns={[
          { title: t('owner'), dataIndex: 'owner_name', minWidth: 160, ellipsis: true },
          {
            title: t('provider'),
            key: 'provider',
            width: 120,
            render: (_, row) => t(row.provider as 'wechat'),
          },
          { title: t('external_id'), dataIndex: 'external_id', minWidth: 220, className: 'num' },
          { title: t('holder'), dataIndex: 'holder', width: 140, ellipsis: true },
          { title: t('named_by'), dataIndex: 'named_by_name', width: 130, ellipsis: true },
          {
            title: t(state === 'pending' ? 'lapses' : 'since'),
            key: 'when',
            width: 150,
            render: (_, row) => <DateText at={row.deadline_at ?? row.state_at} />,
          },
          {
            title: t('actions'),
            key: 'actions',
            width: 190,
            render: (_, account) => (
              <Space>
                {account.state === 'pending' && (
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => setAsking({ act: 'verify', account })}
                  >
                    {t('verify')}
                  </Button>
                )}
                <Button size="small" onClick={() => setAsking({ act: 'refuse', account })}>
                  {t(account.state === 'pending' ? 'refuse' : 'stop')}
                </Button>
              </Space>
            ),
          },
        ]}
      />
      {asking?.act === 'verify' && (
        <Modal
          open
          title={t('verify_title', { owner: asking.account.owner_name })}
          okText={t('verify')}
          cancelText={ops('cancel')}
          closable={{ 'aria-label': ops('close') }}
          confirmLoading={verify.busy}
          onOk={() => void verify.run(asking.account.id)}
          onCancel={() => setAsking(undefined)}
        >
          {t('verify_words', {
            owner: asking.account.owner_name,
            holder: asking.account.holder,
          })}{' '}
          <span className="num">{asking.account.external_id}</span>
        </Modal>
      )}
      {asking?.act === 'refuse' && (
        <ReasonDialog
          title={t(asking.account.state === 'pending' ? 'refuse_title' : 'stop_title')}
          words={t(asking.account.state === 'pending' ? 'refuse_words' : 'stop_words')}
          label={t('refuse_reason')}
          act={t(asking.account.state === 'pending' ? 'refuse' : 'stop')}
          danger
          busy={refuse.busy}
          onCancel={() => setAsking(undefined)}
          onAct={(reason) => void refuse.run(asking.account.id, reason)}
        />
      )}
    </Panel>
  )
}
