import { useNavigate } from '@tanstack/react-router'
import { Alert, App, Button, Skeleton } from 'antd'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { Page, Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { useUnsavedGuard } from '../../../shared/desk/unsaved-guard.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths } from '../../paths.ts'
import { BasicsSection } from './basics-section.tsx'
import { BlocksSection } from './blocks-section.tsx'
import type { Goods, Picture } from './content.ts'
import { EditorSide } from './editor-side.tsx'
import { ExternalSection } from './external-section.tsx'
import { goodsWords } from './goods.words.ts'
import { GoodsStateTags } from './goods-state.tsx'
import { PicturesSection } from './pictures-section.tsx'
import { SavingWords } from './saving-words.tsx'
import { SkusSection } from './skus-section.tsx'
import { useDraft } from './use-draft.ts'
import './goods.css'

export function EditorPage({ shop_id, product_id }: { shop_id: string; product_id: string }) {
  const t = useWords(goodsWords)
  const found = useRoute(
    'GET /v1/shops/:shop_id/goods/:product_id',
    { params: { shop_id, product_id } },
    // What is being written must not be replaced by what was.
    { refetchOnWindowFocus: false, staleTime: 60_000 },
  )
  if (!found.data)
    return (
      <Page title={t('editor')} back={paths.goods(shop_id)}>
        <Panel>
          {found.error ? (
            <FailureState error={found.error} onRetry={() => void found.refetch()} />
          ) : (
            <Skeleton active paragraph={{ rows: 12 }} />
          )}
        </Panel>
      </Page>
    )
  return <Editor goods={found.data} />
}

function Editor({ goods }: { goods: Goods }) {
  const t = useWords(goodsWords)
  const say = useSay()
  const navigate = useNavigate()
  const { modal } = App.useApp()
  const draft = useDraft(goods)
  const { content, saving } = draft
  const [uploaded, setUploaded] = useState<Picture[]>([])
  const params = { shop_id: goods.shop_id, product_id: goods.id }
  const findings = goods.draft?.findings ?? []
  const pictures = new Map(
    [...goods.pictures, ...(goods.draft?.pictures ?? []), ...uploaded].map((picture) => [
      picture.id,
      picture,
    ]),
  )
  useUnsavedGuard(saving.state !== 'saved' && saving.state !== 'saving')
  const submit = useAct(
    async () => {
      if (!(await draft.flush())) return
      draft.take(await call('POST /v1/shops/:shop_id/goods/:product_id/submission', { params }))
      say.done(t('submitted'))
    },
    { refresh: ['GET /v1/shops/:shop_id/goods'] },
  )
  const never_sold = goods.state === 'draft'
  const drop = useAct(
    async () => {
      if (never_sold) {
        await call('DELETE /v1/shops/:shop_id/goods/:product_id', { params })
        return navigate({ ...paths.goods(goods.shop_id), ignoreBlocker: true })
      }
      draft.take(await call('DELETE /v1/shops/:shop_id/goods/:product_id/draft', { params }))
      say.done(t('dropped'))
    },
    { refresh: ['GET /v1/shops/:shop_id/goods'] },
  )
  const in_review = goods.draft?.state === 'in_review' && saving.state === 'saved'
  const section = { content, change: draft.change, findings }
  const addPicture = (picture: Picture) => setUploaded((now) => [...now, picture])
  return (
    <Page
      back={paths.goods(goods.shop_id)}
      title={content.title || t('no_title')}
      tag={
        <GoodsStateTags
          row={{ state: goods.state, draft_state: goods.draft?.state ?? null, findings_count: 0 }}
        />
      }
      meta={<SavingWords saving={saving} onRetry={() => void draft.flush()} />}
      acts={
        <>
          {(goods.draft || never_sold) && (
            <Button
              loading={drop.busy}
              onClick={() =>
                modal.confirm({
                  title: t(never_sold ? 'delete_title' : 'drop_title', { title: content.title }),
                  content: t(never_sold ? 'delete_words' : 'drop_words'),
                  okText: t(never_sold ? 'delete' : 'drop'),
                  cancelText: t('cancel'),
                  okButtonProps: { danger: true },
                  onOk: () => drop.run(),
                })
              }
            >
              {t(never_sold ? 'delete' : 'drop')}
            </Button>
          )}
          <Button
            type="primary"
            loading={submit.busy}
            disabled={in_review || saving.state === 'conflict'}
            onClick={() => void submit.run()}
          >
            {t('submit')}
          </Button>
        </>
      }
    >
      {saving.state === 'conflict' && (
        <Alert
          type="warning"
          showIcon
          title={t('conflict')}
          description={t('conflict_words')}
          action={
            <span className="studio-acts">
              <Button size="small" onClick={() => void draft.loadTheirs()}>
                {t('conflict_theirs')}
              </Button>
              <Button size="small" danger onClick={() => void draft.keepMine()}>
                {t('conflict_mine')}
              </Button>
            </span>
          }
        />
      )}
      {goods.state === 'taken_down' && <Alert type="error" showIcon title={t('locked')} />}
      {goods.state === 'on_shelf' && goods.draft && (
        <Alert type="info" showIcon title={t('on_sale_words')} />
      )}
      {in_review && <Alert type="info" showIcon title={t('withdraw_hint')} />}
      <div className="goods-editor">
        <div className="goods-sections">
          <BasicsSection {...section} />
          <PicturesSection
            {...section}
            shop_id={goods.shop_id}
            pictures={pictures}
            onUploaded={addPicture}
          />
          <SkusSection
            {...section}
            live_skus={new Set(goods.skus.map(({ id }) => id))}
            currency={goods.currency}
          />
          <BlocksSection
            {...section}
            shop_id={goods.shop_id}
            pictures={pictures}
            onUploaded={addPicture}
          />
          {content.source !== 'own' && <ExternalSection {...section} />}
        </div>
        <EditorSide goods={goods} content={content} pictures={pictures} />
      </div>
    </Page>
  )
}
