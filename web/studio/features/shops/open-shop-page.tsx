import { useNavigate } from '@tanstack/react-router'
import { Button, Form, Steps } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { useUnsavedGuard } from '../../../shared/desk/unsaved-guard.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { ShopFieldItems, type ShopFields } from './shop-fields.tsx'
import { shopsWords } from './shops.words.ts'

export function OpeningSteps({ current }: { current: number }) {
  const t = useWords(shopsWords)
  return (
    <Steps
      size="small"
      current={current}
      items={(['file', 'documents', 'review', 'deposit', 'open'] as const).map((step) => ({
        title: t(`step_${step}`),
      }))}
    />
  )
}

/** The first step of opening a shop: the file. Documents follow on the shop's own page. */
export function OpenShopPage() {
  const t = useWords(shopsWords)
  const navigate = useNavigate()
  const [dirty, setDirty] = useState(false)
  useUnsavedGuard(dirty)
  const start = useAct(
    async (fields: ShopFields) => {
      const file = await call('POST /v1/shops', { body: fields })
      // What was written is kept now, and the guard has nothing to ask.
      await navigate({ ...paths.settings(file.id), ignoreBlocker: true })
    },
    { refresh: ['GET /v1/me'] },
  )
  return (
    <Page title={t('open_shop')}>
      <div className="studio-narrow">
        <Panel title={t('open_shop')} meta={t('open_lead')}>
          <OpeningSteps current={0} />
          <Form<ShopFields>
            layout="vertical"
            scrollToFirstError={{ behavior: 'smooth', block: 'center' }}
            initialValues={{ kind: 'enterprise' }}
            onValuesChange={() => setDirty(true)}
            onFinish={(fields) => void start.run(fields)}
          >
            <ShopFieldItems />
            <Button type="primary" htmlType="submit" loading={start.busy}>
              {t('start')}
            </Button>
          </Form>
        </Panel>
      </div>
    </Page>
  )
}
