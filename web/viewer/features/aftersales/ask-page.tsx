import { useQueryClient } from '@tanstack/react-query'
import { CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { type Body, call, newKey } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, buttonClass } from '../../../shared/ui/button.tsx'
import { Choices, TextArea } from '../../../shared/ui/field.tsx'
import { Price } from '../../../shared/ui/price.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import { Stepper } from '../../../shared/ui/stepper.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { UploadTiles } from '../../../shared/ui/upload-tiles.tsx'
import { paths } from '../../paths.ts'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { GoodsLine } from '../checkout/goods-line.tsx'
import type { Order } from '../orders/order-page.tsx'
import './aftersales.css'
import { aftersaleWords } from './aftersales.words.ts'

type Asked = Body<'POST /v1/aftersales'>
const REASONS: Record<Asked['kind'], readonly Asked['reason'][]> = {
  refund_before_ship: ['no_longer_needed', 'late', 'changed_mind', 'other'],
  refund_only: ['missing_item', 'late', 'damaged', 'not_as_described', 'wrong_item', 'other'],
  return_refund: [
    'changed_mind',
    'not_as_described',
    'damaged',
    'wrong_item',
    'missing_item',
    'fake',
    'other',
  ],
}
const SHOW_IT: readonly Asked['reason'][] = [
  'not_as_described',
  'damaged',
  'wrong_item',
  'missing_item',
  'fake',
]

function Guide({ order, line }: { order: Order; line: Order['lines'][number] }) {
  const t = useWords(aftersaleWords)
  const format = useFormat()
  const toast = useToast()
  const say = useProblemToast()
  const client = useQueryClient()
  const [, go] = useLocation()
  const kinds = line.aftersale_kinds
  const [kind, setKind] = useState<Asked['kind'] | undefined>(
    kinds.length === 1 ? kinds[0] : undefined,
  )
  const [reason, setReason] = useState<Asked['reason']>()
  const left = line.quantity - line.refunded_quantity
  const [quantity, setQuantity] = useState(left)
  const [words, setWords] = useState('')
  const [evidence, setEvidence] = useState<{ ids: string[]; under_way: boolean }>({
    ids: [],
    under_way: false,
  })
  const [busy, setBusy] = useState(false)
  const [key, setKey] = useState(newKey)
  // The platform reckons the refund to the fen; this is its share of what is left.
  const about = Math.floor(
    ((line.paid_amount - line.refunded_amount) * quantity) / Math.max(1, left),
  )
  const changed = () => setKey(newKey())
  if (kinds.length === 0)
    return (
      <Empty icon={CircleSlash} title={t('not_now')}>
        <Link href={paths.order(order.id)} className={buttonClass()}>
          {t('see_order')}
        </Link>
      </Empty>
    )
  const submit = async () => {
    if (!kind || !reason) return
    setBusy(true)
    try {
      const made = await call('POST /v1/aftersales', {
        key,
        body: {
          order_line_id: line.id,
          kind,
          quantity,
          reason,
          ...(words.trim() ? { words: words.trim() } : {}),
          ...(evidence.ids.length > 0 ? { evidence_ids: evidence.ids } : {}),
        },
      })
      void client.invalidateQueries({ queryKey: ['GET /v1/orders/:order_id'] })
      void client.invalidateQueries({ queryKey: ['GET /v1/aftersales'] })
      toast(t('submitted'), 'good')
      go(paths.aftersale(made.id), { replace: true })
    } catch (error) {
      say(error)
      setBusy(false)
    }
  }
  return (
    <>
      <section className="card" style={{ marginTop: 0 }}>
        <GoodsLine {...line} currency={order.currency} />
      </section>
      <section className="card">
        <Choices
          look="rows"
          label={t('kind')}
          value={kind}
          onChange={(next) => {
            setKind(next)
            setReason(undefined)
            changed()
          }}
          options={kinds.map((value) => ({ value, words: t(value), note: t(`${value}_hint`) }))}
        />
      </section>
      {kind && (
        <section className="card">
          <Choices
            label={t('reason')}
            value={reason}
            onChange={(next) => {
              setReason(next)
              changed()
            }}
            options={REASONS[kind].map((value) => ({ value, words: t(value) }))}
          />
        </section>
      )}
      {kind && reason && (
        <>
          <section className="card ask-amount">
            <div className="row">
              <span className="grow">
                {t('quantity')} <span className="faint num">{t('most', { count: left })}</span>
              </span>
              <Stepper
                label={t('quantity')}
                value={quantity}
                max={left}
                onChange={(next) => {
                  setQuantity(next)
                  changed()
                }}
              />
            </div>
            <div className="row">
              <span className="grow">
                {t('refund_about')} <span className="faint">{t('back_way')}</span>
              </span>
              <Price fen={about} currency={order.currency} />
            </div>
            {about < line.unit_price * quantity && (
              <p className="faint num">
                {t('less_discount', {
                  amount: format.money(line.unit_price * quantity - about, order.currency),
                })}
              </p>
            )}
          </section>
          <section className="card ask-more">
            <TextArea
              label={t('words')}
              placeholder={t('words_hint')}
              maxLength={500}
              value={words}
              onChange={({ target }) => {
                setWords(target.value)
                changed()
              }}
            />
            <div>
              <p className="muted ask-evidence">
                {t('evidence')}{' '}
                <span className="faint">
                  {SHOW_IT.includes(reason) ? t('evidence_wanted') : t('evidence_hint')}
                </span>
              </p>
              <UploadTiles
                path="/v1/aftersales/evidence"
                max={8}
                label={t('evidence')}
                onChange={(ids, under_way) => {
                  setEvidence({ ids, under_way })
                  changed()
                }}
              />
            </div>
          </section>
        </>
      )}
      <div className="bottom-bar">
        <Button
          size="l"
          wide
          busy={busy}
          disabled={!kind || !reason || evidence.under_way}
          onClick={() => void submit()}
        >
          {evidence.under_way ? t('uploading') : t('submit')}
        </Button>
      </div>
    </>
  )
}

function Load({ order_id, line_id }: { order_id: string; line_id: string }) {
  const t = useWords(aftersaleWords)
  const found = useRoute('GET /v1/orders/:order_id', { params: { order_id } })
  if (found.isPending) return <SkeletonRows count={2} />
  if (!found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const line = found.data.lines.find(({ id }) => id === line_id)
  return line ? (
    <Guide key={line.id} order={found.data} line={line} />
  ) : (
    <Empty icon={CircleSlash} title={t('not_now')} />
  )
}

/** Asking for money back, step by step: what, why, how many, proof. */
export function AskPage({ order_id, line_id }: { order_id: string; line_id: string }) {
  const t = useWords(aftersaleWords)
  return (
    <Page title={t('ask')}>
      <SignedIn>{() => <Load order_id={order_id} line_id={line_id} />}</SignedIn>
    </Page>
  )
}
