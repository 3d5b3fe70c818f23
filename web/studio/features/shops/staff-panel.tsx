import { App, Button, Form, Input, Select, Table } from 'antd'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useMe } from '../../../shared/desk/session.tsx'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { shopsWords } from './shops.words.ts'

type Fields = { sign_in_name: string; role: 'manager' | 'clerk' }
const STAFF = 'GET /v1/shops/:shop_id/staff'

export function StaffPanel({ shop_id }: { shop_id: string }) {
  const t = useWords(shopsWords)
  const { modal } = App.useApp()
  const me = useMe()
  const owner = me.shops.find(({ id }) => id === shop_id)?.role === 'owner'
  const found = useRoute(STAFF, { params: { shop_id } })
  const [form] = Form.useForm<Fields>()
  const add = useAct(
    async (body: Fields) => {
      await call('PUT /v1/shops/:shop_id/staff', { params: { shop_id }, body })
      form.resetFields()
    },
    { done: t('staff_added'), refresh: [STAFF] },
  )
  const remove = useAct(
    (account_id: string) =>
      call('DELETE /v1/shops/:shop_id/staff/:account_id', { params: { shop_id, account_id } }),
    { done: t('staff_removed'), refresh: [STAFF] },
  )
  return (
    <Panel title={t('staff')} meta={owner ? undefined : t('owner_only')} flush>
      {found.error ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Table
          size="small"
          rowKey="account_id"
          loading={found.isPending}
          pagination={false}
          dataSource={found.data?.data ?? []}
          columns={[
            { title: t('nickname'), dataIndex: 'nickname' },
            { title: t('role'), width: 120, render: (_, { role }) => t(`role_${role}`) },
            {
              title: t('actions'),
              width: 110,
              render: (_, { role, account_id, nickname }) =>
                owner &&
                role !== 'owner' && (
                  <Button
                    size="small"
                    type="link"
                    danger
                    onClick={() =>
                      modal.confirm({
                        title: t('remove_title', { name: nickname }),
                        okText: t('remove'),
                        cancelText: t('cancel'),
                        onOk: () => remove.run(account_id),
                      })
                    }
                  >
                    {t('remove')}
                  </Button>
                ),
            },
          ]}
        />
      )}
      {owner && (
        <div className="studio-staff-add">
          <p className="desk-quiet">{t('staff_words')}</p>
          <Form<Fields>
            form={form}
            layout="inline"
            initialValues={{ role: 'clerk' }}
            onFinish={(fields) => void add.run(fields)}
          >
            <Form.Item
              name="sign_in_name"
              rules={[{ required: true, min: 3, message: t('needed') }]}
            >
              <Input aria-label={t('sign_in_name')} placeholder={t('sign_in_name')} />
            </Form.Item>
            <Form.Item name="role">
              <Select
                aria-label={t('role')}
                className="studio-staff-role"
                options={(['manager', 'clerk'] as const).map((value) => ({
                  value,
                  label: t(`role_${value}`),
                }))}
              />
            </Form.Item>
            <Button htmlType="submit" loading={add.busy}>
              {t('add_staff')}
            </Button>
          </Form>
        </div>
      )}
    </Panel>
  )
}
