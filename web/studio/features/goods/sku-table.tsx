import { Button, Input, InputNumber } from 'antd'
import type { ClipboardEvent } from 'react'
import { AmountField } from '../../../shared/desk/amount-field.tsx'
import { useSay } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { COLUMNS, type Column, cellsOf, pasteInto } from './excel-paste.ts'
import { goodsWords } from './goods.words.ts'
import type { SectionProps } from './section.tsx'
import type { SkuDraft } from './sku-matrix.ts'

/** Prices, stock and codes of the SKUs; cells pasted from a spreadsheet spread over rows and columns. */
export function SkuTable({
  content,
  change,
  findings,
  live_skus,
  currency,
}: SectionProps & { live_skus: ReadonlySet<string>; currency: string }) {
  const t = useWords(goodsWords)
  const say = useSay()
  const { skus } = content
  /** The stock of what is on sale is changed by receiving and writing off, never by a listing. */
  const stockIsKept = (sku: SkuDraft) => sku.id !== undefined && live_skus.has(sku.id)
  const set = (row: number, patch: Partial<SkuDraft>) =>
    change((now) => ({
      skus: now.skus.map((sku, at) => (at === row ? { ...sku, ...patch } : sku)),
    }))
  const paste = (event: ClipboardEvent, row: number, column: Column) => {
    const cells = cellsOf(event.clipboardData.getData('text'))
    // One cell is the field's own business.
    if (cells.length === 1 && cells[0]!.length === 1) return
    event.preventDefault()
    const {
      skus: pasted,
      filled,
      skipped,
    } = pasteInto(skus, cells, row, column, {
      currency,
      stockIsKept,
    })
    change({ skus: pasted })
    say[skipped > 0 ? 'warn' : 'done'](
      t(skipped > 0 ? 'pasted_skipped' : 'pasted', { count: filled, skipped }),
    )
  }
  const fillDown = () =>
    change((now) => ({
      skus: now.skus.map((sku) => ({
        ...sku,
        price: now.skus[0]?.price ?? sku.price,
        list_price: now.skus[0]?.list_price ?? null,
        ...(stockIsKept(sku) ? {} : { stock: now.skus[0]?.stock ?? 0 }),
      })),
    }))
  const wrong = (row: number, field: string) =>
    findings.some(
      (finding) => finding.field === `skus/${row}/${field}` || finding.field === `skus/${row}`,
    )
  const label = (sku: SkuDraft, column: Column) =>
    `${t(`sku_${column}`)} ${sku.option_values.join(' / ')}`
  const money = (sku: SkuDraft, row: number, field: 'price' | 'list_price') => (
    <AmountField
      size="small"
      currency={currency}
      controls={false}
      status={wrong(row, field) ? 'error' : ''}
      aria-label={label(sku, field)}
      value={sku[field] || null}
      onPaste={(event) => paste(event, row, field)}
      onChange={(amount) =>
        set(row, field === 'price' ? { price: amount ?? 0 } : { list_price: amount || null })
      }
    />
  )
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <section className="goods-skus-scroll" tabIndex={0} aria-label={t('skus')}>
        <table className="goods-skus">
          <thead>
            <tr>
              <th scope="col">{content.option_names.join(' / ') || t('sku')}</th>
              {COLUMNS.map((column) => (
                <th scope="col" key={column}>
                  {t(`sku_${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {skus.map((sku, row) => (
              <tr key={sku.option_values.join('\n')}>
                <th scope="row">{sku.option_values.join(' / ') || t('one_sku')}</th>
                <td>{money(sku, row, 'price')}</td>
                <td>{money(sku, row, 'list_price')}</td>
                <td>
                  <InputNumber
                    size="small"
                    min={0}
                    max={10_000_000}
                    precision={0}
                    controls={false}
                    className="studio-wide"
                    disabled={stockIsKept(sku)}
                    title={stockIsKept(sku) ? t('sku_stock_kept') : undefined}
                    aria-label={label(sku, 'stock')}
                    value={sku.stock ?? 0}
                    onPaste={(event) => paste(event, row, 'stock')}
                    onChange={(stock) => set(row, { stock: stock ?? 0 })}
                  />
                </td>
                <td>
                  <Input
                    size="small"
                    maxLength={60}
                    aria-label={label(sku, 'code')}
                    value={sku.code ?? ''}
                    onPaste={(event) => paste(event, row, 'code')}
                    onChange={({ target }) => set(row, { code: target.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="goods-skus-foot">
        <span className="desk-quiet">{t('paste_hint')}</span>
        {skus.length > 1 && (
          <Button size="small" onClick={fillDown}>
            {t('fill_down')}
          </Button>
        )}
      </p>
    </>
  )
}
