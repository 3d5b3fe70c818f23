import { Link } from '@tanstack/react-router'
import { Alert, Button, Form, Skeleton } from 'antd'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useUnsavedGuard } from '../../../shared/desk/unsaved-guard.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { ShopStateTag } from '../../current-shop.tsx'
import { paths, viewerPaths } from '../../paths.ts'
import { DocumentsPanel } from './documents-panel.tsx'
import { fieldsOf, ShopFieldItems, type ShopFields, type ShopFile } from './shop-fields.tsx'
import { ShopHistory } from './shop-history.tsx'
import { shopsWords } from './shops.words.ts'
import { StaffPanel } from './staff-panel.tsx'

/** The open shop's file: its words and return address may change at any time, who it is may not. */
export function SettingsPage({ shop_id }: { shop_id: string }) {
  const t = useWords(shopsWords)
  const found = useRoute('GET /v1/shops/:shop_id/file', { params: { shop_id } })
  const file = found.data
  return (
    <Page
      title={t('settings')}
      tag={file && <ShopStateTag state={file.state} />}
      acts={
        <Button
          href={viewerPaths.shop(shop_id)}
          target="_blank"
          rel="noreferrer"
          icon={<ExternalLink size={15} aria-hidden />}
        >
          {t('view_shop')}
        </Button>
      }
    >
      {found.error && !file ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !file ? (
        <Panel>
          <Skeleton active paragraph={{ rows: 8 }} />
        </Panel>
      ) : (
        <>
          {file.state === 'suspended' && (
            <Alert
              type="error"
              showIcon
              title={t('suspended')}
              description={t('suspended_words')}
            />
          )}
          <div className="studio-split">
            <div>
              <FilePanel file={file} />
              <StaffPanel shop_id={shop_id} />
            </div>
            <div>
              <Panel title={t('legal')}>
                <dl className="desk-facts">
                  <dt>{t('kind')}</dt>
                  <dd>{t(`kind_${file.kind}`)}</dd>
                  <dt>{t('legal_name')}</dt>
                  <dd>{file.legal_name}</dd>
                  <dt>{t('licence_number')}</dt>
                  <dd className="num">{file.licence_number}</dd>
                  <dt>{t('contact_phone')}</dt>
                  <dd className="num">{file.contact_phone}</dd>
                  <dt>{t('deposit_paid')}</dt>
                  <dd>
                    <MoneyText fen={file.deposit_paid} currency={file.currency} />{' '}
                    <Link {...paths.shopDeposit(shop_id)}>{t('deposit_page')}</Link>
                  </dd>
                  <dt>{t('opened_since')}</dt>
                  <dd>
                    <DateText at={file.state_at} />
                  </dd>
                </dl>
              </Panel>
              <DocumentsPanel file={file} locked />
              <ShopHistory file={file} />
            </div>
          </div>
        </>
      )}
    </Page>
  )
}

function FilePanel({ file }: { file: ShopFile }) {
  const t = useWords(shopsWords)
  const [dirty, setDirty] = useState(false)
  useUnsavedGuard(dirty)
  const save = useAct(
    async ({ about, return_address }: ShopFields) => {
      await call('PATCH /v1/shops/:shop_id/file', {
        params: { shop_id: file.id },
        body: { about: about ?? '', return_address },
      })
      setDirty(false)
    },
    { done: t('saved'), refresh: ['GET /v1/shops/:shop_id/file'] },
  )
  return (
    <Panel title={file.name}>
      <Form<ShopFields>
        layout="vertical"
        initialValues={fieldsOf(file)}
        onValuesChange={() => setDirty(true)}
        onFinish={(fields) => void save.run(fields)}
      >
        <ShopFieldItems words_only />
        <Button type="primary" htmlType="submit" disabled={!dirty} loading={save.busy}>
          {t('save')}
        </Button>
      </Form>
    </Panel>
  )
}
