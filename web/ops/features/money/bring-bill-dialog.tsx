import { Alert, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { type Answer, call, Problem } from '../../../shared/api/client.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct, useSay } from '../../../shared/desk/say.ts'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { bringBill } from './bring-bill.ts'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

type Shown = Answer<'POST /v1/bill-files'>

/** A person brings a provider's file: tried first, then made to count. */
export function BringBill({ onClose }: { onClose: () => void }) {
  const t = useWords(reconcileWords)
  const ops = useWords(opsWords)
  const say = useSay()
  const [file, setFile] = useState<File | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const [rows, setRows] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [form] = Form.useForm<{ provider: string; day: string }>()
  const apply = useAct(
    async (file_id: string) => {
      await call('POST /v1/bill-files/:file_id/application', { params: { file_id } })
      onClose()
    },
    {
      done: t('bring_applied'),
      refresh: ['GET /v1/provider-bills', 'GET /v1/payment-differences', 'GET /v1/finance-desk'],
    },
  )
  const tryIt = async (wish: { provider: string; day: string }) => {
    if (!file) return
    setBusy(true)
    setRows(null)
    setShown(null)
    try {
      setShown(await bringBill(file, wish))
    } catch (error) {
      if (error instanceof Problem && error.code === 'bill_has_problems')
        setRows(
          (error.details.rows as { line: number; why: string }[] | undefined)
            ?.map(({ line, why }) => `${line} (${why})`)
            .join(', ') ?? '',
        )
      else say.problem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={t('bring_title')}
      closable={{ 'aria-label': ops('close') }}
      onCancel={onClose}
      width={620}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {shown && !shown.counts ? (
            <Button
              type="primary"
              loading={apply.busy}
              onClick={() => void apply.run(shown.file.id)}
            >
              {t('bring_apply')}
            </Button>
          ) : (
            <Button type="primary" loading={busy} disabled={!file} onClick={() => form.submit()}>
              {t('bring_try')}
            </Button>
          )}
        </>
      }
    >
      <p className="ops-dialog-words">{t('bring_words')}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ provider: 'sandbox' }}
        onValuesChange={() => setShown(null)}
        onFinish={(wish) => void tryIt(wish)}
      >
        <Form.Item
          name="provider"
          label={t('provider')}
          rules={[{ required: true, pattern: /^[a-z_]{2,20}$/, message: t('provider') }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="day" label={t('day')} rules={[{ required: true, message: t('day') }]}>
          <Input type="date" />
        </Form.Item>
        <Form.Item label={t('bring_file')} htmlFor="bill-file">
          <input
            id="bill-file"
            type="file"
            accept=".csv,text/csv,text/plain"
            aria-label={t('bring_file')}
            onChange={({ target }) => {
              setFile(target.files?.[0] ?? null)
              setShown(null)
            }}
          />
        </Form.Item>
      </Form>
      {rows !== null && <Alert type="error" showIcon title={t('bring_rows', { rows })} />}
      {shown && <Showing shown={shown} />}
    </Modal>
  )
}

function Showing({ shown }: { shown: Shown }) {
  const t = useWords(reconcileWords)
  const names = useReconcileNames()
  const count = shown.kinds.reduce((sum, one) => sum + one.count, 0)
  const { lines_count, passed_over, said_rows } = shown.file
  return (
    <section aria-live="polite" className="money-shown">
      <b>{count === 0 ? t('bring_agrees') : t('bring_found', { lines: lines_count, count })}</b>
      <ul>
        {passed_over > 0 && <li>{t('bring_left', { count: passed_over })}</li>}
        {said_rows !== null && said_rows !== lines_count + passed_over && (
          <li>{t('bring_said', { said: said_rows, count: lines_count + passed_over })}</li>
        )}
        {shown.unbooked > 0 && <li>{t('bring_unbooked', { count: shown.unbooked })}</li>}
        {shown.counts && <li>{t('bring_counts')}</li>}
      </ul>
      <p className="money-kinds">
        {shown.kinds.map((one) => (
          <StatusTag key={one.kind} tone="warning">
            {names.kind(one.kind)} {one.count}
          </StatusTag>
        ))}
      </p>
      <ul className="money-first">
        {shown.first.map((one) => (
          <li key={`${one.kind} ${one.number} ${one.provider_number}`}>
            <span>
              {names.kind(one.kind)} <code>{one.number || one.provider_number}</code>
            </span>
            <span>
              {one.expected !== null && (
                <MoneyText fen={one.expected} currency={one.expected_currency ?? one.currency} />
              )}
              {' → '}
              {one.found !== null ? <MoneyText fen={one.found} currency={one.currency} /> : '—'}
            </span>
          </li>
        ))}
      </ul>
      {count > shown.first.length && (
        <p className="desk-quiet">{t('bring_more', { count: shown.first.length })}</p>
      )}
    </section>
  )
}
