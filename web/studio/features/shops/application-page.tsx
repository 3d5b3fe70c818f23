import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Form, Skeleton } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DeadlineText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useUnsavedGuard } from '../../../shared/desk/unsaved-guard.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ShopStateTag } from '../../current-shop.tsx'
import { paths } from '../../paths.ts'
import { FromSales } from './deposit-page-acts.tsx'
import { DocumentsPanel } from './documents-panel.tsx'
import { OpeningSteps } from './open-shop-page.tsx'
import { fieldsOf, ShopFieldItems, type ShopFields, type ShopFile } from './shop-fields.tsx'
import { ShopHistory } from './shop-history.tsx'
import { shopsWords } from './shops.words.ts'

const STEP = { draft: 1, rejected: 1, in_review: 2, deposit_due: 3 } as Record<string, number>
const FILE = 'GET /v1/shops/:shop_id/file'

/** A shop on its way to opening: whatever its state, what to do next stands on top. */
export function ApplicationPage({ shop_id }: { shop_id: string }) {
  const t = useWords(shopsWords)
  const found = useRoute(FILE, { params: { shop_id } }, { refetchInterval: 15_000 })
  const file = found.data
  return (
    <Page title={t('open_shop')} tag={file && <ShopStateTag state={file.state} />}>
      {found.error && !file ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : file ? (
        <>
          <Panel>
            <OpeningSteps current={STEP[file.state] ?? 4} />
          </Panel>
          <div className="studio-split">
            <div>
              {file.state === 'in_review' && <InReview file={file} />}
              {file.state === 'deposit_due' && (
                <>
                  <DepositDue file={file} />
                  <FromSales shop_id={shop_id} share_ppm={null} disabled={false} />
                </>
              )}
              {(file.state === 'draft' || file.state === 'rejected') && <Fill file={file} />}
            </div>
            <div>
              {file.state !== 'draft' && file.state !== 'rejected' && (
                <DocumentsPanel file={file} locked />
              )}
              <ShopHistory file={file} />
            </div>
          </div>
        </>
      ) : (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      )}
    </Page>
  )
}

function InReview({ file }: { file: ShopFile }) {
  const t = useWords(shopsWords)
  return (
    <Panel title={t('in_review')}>
      <p>{t('in_review_words')}</p>
      <dl className="desk-facts">
        <dt>{t('review_until')}</dt>
        <dd>
          <DeadlineText at={file.deadline_at} />
        </dd>
        <dt>{t('name')}</dt>
        <dd>{file.name}</dd>
        <dt>{t('legal_name')}</dt>
        <dd>{file.legal_name}</dd>
      </dl>
    </Panel>
  )
}

function DepositDue({ file }: { file: ShopFile }) {
  const t = useWords(shopsWords)
  const navigate = useNavigate()
  const pay = useAct(async () => {
    const payment = await call('POST /v1/shops/:shop_id/deposit-payments', {
      params: { shop_id: file.id },
    })
    await navigate(paths.deposit(file.id, payment.id))
  })
  return (
    <Panel title={t('deposit_due')}>
      <p>{t('deposit_words')}</p>
      <dl className="desk-facts">
        <dt>{t('deposit_amount')}</dt>
        <dd>
          <MoneyText fen={file.deposit_required} currency={file.currency} size="figure" />
        </dd>
        <dt>{t('deposit_paid')}</dt>
        <dd>
          <MoneyText fen={file.deposit_paid} currency={file.currency} />
        </dd>
        {file.deadline_at && (
          <>
            <dt>{t('review_until')}</dt>
            <dd>
              <DeadlineText at={file.deadline_at} />
            </dd>
          </>
        )}
      </dl>
      <Button type="primary" loading={pay.busy} onClick={() => void pay.run()}>
        {t('pay_deposit')}
      </Button>
    </Panel>
  )
}

function Fill({ file }: { file: ShopFile }) {
  const t = useWords(shopsWords)
  const [form] = Form.useForm<ShopFields>()
  const [dirty, setDirty] = useState(false)
  useUnsavedGuard(dirty)
  const save = async () => {
    const body = await form.validateFields()
    await call('PATCH /v1/shops/:shop_id/file', { params: { shop_id: file.id }, body })
    setDirty(false)
  }
  const saving = useAct(save, { done: t('saved'), refresh: [FILE] })
  const submitting = useAct(
    async () => {
      if (dirty) await save()
      await call('POST /v1/shops/:shop_id/submission', { params: { shop_id: file.id } })
    },
    { done: t('submitted'), refresh: [FILE, 'GET /v1/me'] },
  )
  const checked = (run: () => Promise<unknown>) =>
    void form.validateFields().then(run, () => form.getFieldsError())
  const rejected = file.state === 'rejected'
  return (
    <>
      {rejected && (
        <Alert
          type="error"
          showIcon
          title={t('rejected')}
          description={
            <ul className="studio-findings">
              {file.review_note && <li>{t('reviewer_says', { words: file.review_note })}</li>}
              {file.findings.map(({ field, code, words }) => (
                <li key={`${field}${code}`}>{words}</li>
              ))}
            </ul>
          }
        />
      )}
      <Panel title={t('shop_file')}>
        <Form<ShopFields>
          form={form}
          layout="vertical"
          initialValues={fieldsOf(file)}
          onValuesChange={() => setDirty(true)}
        >
          <ShopFieldItems findings={rejected ? file.findings : undefined} />
          <Button loading={saving.busy} disabled={!dirty} onClick={() => checked(saving.run)}>
            {t('save')}
          </Button>
        </Form>
      </Panel>
      <DocumentsPanel file={file} locked={false} />
      <Panel>
        <Button
          type="primary"
          size="large"
          loading={submitting.busy}
          onClick={() => checked(submitting.run)}
        >
          {t(rejected ? 'submit_again' : 'submit')}
        </Button>
      </Panel>
    </>
  )
}
