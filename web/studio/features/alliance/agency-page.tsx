import { App, Button, Form, Input, InputNumber, Table } from 'antd'
import { Handshake } from 'lucide-react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DateText, DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState, StateCard } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { TableScroll } from '../../../shared/desk/table-scroll.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { allianceWords } from './alliance.words.ts'
import { CreatorSelect } from './creator-select.tsx'
import './alliance.css'

const MINE = 'GET /v1/me/agreements'
const TONES = { invited: 'warning', active: 'success', ending: 'info' } as const
type Fields = { creator_id: string; percent: number }

/** Agreements between agencies and creators, from either side. */
export function AgencyPage() {
  const t = useWords(allianceWords)
  return (
    <Page title={t('agency')}>
      <p className="desk-quiet">{t('agency_words')}</p>
      <Agreements />
      <AsAgency />
    </Page>
  )
}

function Agreements() {
  const t = useWords(allianceWords)
  const format = useFormat()
  const { modal } = App.useApp()
  const found = useRoute(MINE)
  const rows = found.data?.data ?? []
  const act = useAct(
    (agreement_id: string, what: 'acceptance' | 'refusal' | 'notice') =>
      call(`POST /v1/me/agreements/:agreement_id/${what}`, { params: { agreement_id } }),
    { done: t('done'), refresh: [MINE] },
  )
  const ask = (title: string, content: string, okText: string, onOk: () => Promise<boolean>) =>
    modal.confirm({ title, content, okText, cancelText: t('cancel'), onOk })
  return (
    <Panel title={t('my_agreements')} flush>
      {found.error ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : rows.length === 0 && !found.isPending ? (
        <StateCard
          icon={Handshake}
          title={t('none_agreements')}
          words={t('none_agreements_words')}
        />
      ) : (
        <TableScroll label={t('my_agreements')} least={760}>
          <Table
            rowKey="id"
            loading={found.isPending}
            pagination={false}
            dataSource={rows}
            columns={[
              {
                title: t('with'),
                render: (_, row) =>
                  row.i_am === 'agency' ? row.creator_nickname : row.agency_name,
              },
              {
                title: t('share'),
                width: 120,
                align: 'right',
                render: (_, row) => <span className="num">{format.percent(row.share_ppm)}</span>,
              },
              {
                title: t('state'),
                width: 130,
                render: (_, row) => (
                  <StatusTag tone={TONES[row.state as keyof typeof TONES] ?? 'neutral'}>
                    {t(`agreement_${row.state}`)}
                  </StatusTag>
                ),
              },
              {
                title: t('since'),
                width: 160,
                render: (_, row) => <DateText at={row.started_at} />,
              },
              {
                title: t('agreement_until'),
                width: 150,
                render: (_, row) => <DeadlineText at={row.deadline_at} />,
              },
              {
                title: t('acts'),
                width: 180,
                render: (_, row) => (
                  <div className="alliance-row-acts">
                    {row.state === 'invited' && row.i_am === 'creator' && (
                      <Button
                        size="small"
                        type="primary"
                        onClick={() =>
                          ask(
                            t('accept_title', { name: row.agency_name }),
                            t('accept_words', { rate: format.percent(row.share_ppm) }),
                            t('accept'),
                            () => act.run(row.id, 'acceptance'),
                          )
                        }
                      >
                        {t('accept')}
                      </Button>
                    )}
                    {row.state === 'invited' && (
                      <Button size="small" onClick={() => void act.run(row.id, 'refusal')}>
                        {row.i_am === 'creator' ? t('decline') : t('withdraw')}
                      </Button>
                    )}
                    {row.state === 'active' && (
                      <Button
                        size="small"
                        danger
                        onClick={() =>
                          ask(t('notice_title'), t('notice_words'), t('give_notice'), () =>
                            act.run(row.id, 'notice'),
                          )
                        }
                      >
                        {t('give_notice')}
                      </Button>
                    )}
                  </div>
                ),
              },
            ]}
          />
        </TableScroll>
      )}
    </Panel>
  )
}

/** Registers an agency's name, and invites. */
function AsAgency() {
  const t = useWords(allianceWords)
  const found = useRoute('GET /v1/me/agency')
  const [form] = Form.useForm<Fields>()
  const name = found.data?.name ?? null
  const register = useAct((body: { name: string }) => call('PUT /v1/me/agency', { body }), {
    done: t('done'),
    refresh: ['GET /v1/me/agency', MINE],
  })
  const invite = useAct(
    async ({ creator_id, percent }: Fields) => {
      const share_ppm = Math.round(percent * 10_000)
      await call('POST /v1/me/agreements', { body: { creator_id, share_ppm } })
      form.resetFields()
    },
    { done: t('invited'), refresh: [MINE] },
  )
  const needed = [{ required: true, message: t('needed') }]
  return (
    <Panel title={t('as_agency')}>
      <Form<{ name: string }>
        key={name ?? ''}
        layout="inline"
        initialValues={{ name: name ?? '' }}
        onFinish={(fields) => void register.run(fields)}
      >
        <Form.Item name="name" rules={needed}>
          <Input aria-label={t('agency_name')} placeholder={t('agency_name')} maxLength={40} />
        </Form.Item>
        <Button htmlType="submit" loading={register.busy}>
          {name === null ? t('register') : t('save')}
        </Button>
      </Form>
      {name !== null && (
        <Form<Fields>
          form={form}
          layout="vertical"
          className="alliance-form"
          initialValues={{ percent: 20 }}
          onFinish={(fields) => void invite.run(fields)}
        >
          <Form.Item name="creator_id" label={t('creator')} rules={needed}>
            <CreatorSelect />
          </Form.Item>
          <Form.Item name="percent" label={t('share_words')} rules={needed}>
            <InputNumber min={0.01} max={90} precision={2} step={1} suffix="%" />
          </Form.Item>
          <Button htmlType="submit" type="primary" loading={invite.busy}>
            {t('invite')}
          </Button>
        </Form>
      )}
    </Panel>
  )
}
