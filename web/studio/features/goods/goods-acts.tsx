import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { paths, viewerPaths } from '../../paths.ts'
import { goodsWords } from './goods.words.ts'
import type { GoodsRow } from './goods-page.tsx'
import { PlanDialog } from './plan-dialog.tsx'
import { StockDialog } from './stock-dialog.tsx'

const LIST = 'GET /v1/shops/:shop_id/goods'

/** What one can do with goods from the list. */
export function GoodsActs({ row, shop_id }: { row: GoodsRow; shop_id: string }) {
  const t = useWords(goodsWords)
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'plan' | 'stock'>()
  const params = { shop_id, product_id: row.id }
  const on = row.state === 'on_shelf'
  const shelf = useAct(
    () =>
      call('PUT /v1/shops/:shop_id/goods/:product_id/shelf', { params, body: { on_shelf: !on } }),
    { done: t(on ? 'unshelved' : 'shelved'), refresh: [LIST] },
  )
  const remove = useAct(() => call('DELETE /v1/shops/:shop_id/goods/:product_id', { params }), {
    done: t('deleted'),
    refresh: [LIST],
  })
  const shelvable = on || row.state === 'approved' || row.state === 'off_shelf'
  return (
    <span className="studio-acts">
      {shelvable ? (
        <Button size="small" loading={shelf.busy} onClick={() => void shelf.run()}>
          {t(on ? 'off_shelf' : 'to_shelf')}
        </Button>
      ) : (
        <Button size="small" onClick={() => void navigate(paths.goodsEditor(shop_id, row.id))}>
          {t('edit')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'edit', label: t('edit') },
            { key: 'stock', label: t('change_stock'), disabled: row.source !== 'own' },
            { key: 'plan', label: t('plan') },
            { key: 'view', label: t('view'), disabled: !on },
            { type: 'divider' },
            { key: 'delete', label: t('delete'), danger: true, disabled: on },
          ],
          onClick: ({ key }) => {
            if (key === 'edit') void navigate(paths.goodsEditor(shop_id, row.id))
            if (key === 'plan' || key === 'stock') setOpen(key)
            if (key === 'view') window.open(viewerPaths.product(row.id), '_blank', 'noreferrer')
            if (key === 'delete')
              modal.confirm({
                title: t('delete_title', { title: row.title }),
                content: t('delete_words'),
                okText: t('delete'),
                cancelText: t('cancel'),
                okButtonProps: { danger: true },
                onOk: () => remove.run(),
              })
          },
        }}
      >
        <Button
          size="small"
          type="text"
          aria-label={`${t('actions')}: ${row.title}`}
          icon={<Ellipsis size={15} aria-hidden />}
        />
      </Dropdown>
      {open === 'plan' && (
        <PlanDialog
          shop_id={shop_id}
          product_id={row.id}
          commission_ppm={row.commission_ppm}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'stock' && (
        <StockDialog shop_id={shop_id} product_id={row.id} onClose={() => setOpen(undefined)} />
      )}
    </span>
  )
}
