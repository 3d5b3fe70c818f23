import { Alert, AutoComplete, Button, Form, Modal } from 'antd'
import { useState } from 'react'
import { type Answer, call, Problem } from '../../../shared/api/client.ts'
import { businessToday, DayField } from '../../../shared/desk/day-field.tsx'
import { addDays } from '../../../shared/desk/day-grid.ts'
import { FileDrop } from '../../../shared/desk/file-drop.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { useAct } from '../../../shared/desk/say.ts'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useLanguage, useWords } from '../../../shared/i18n/language.tsx'
import { problemWords } from '../../../shared/i18n/problem.ts'
import { opsWords } from '../../ops.words.ts'
import { bringBill } from './bring-bill.ts'
import { reconcileWords } from './reconcile.words.ts'
import { useReconcileNames } from './use-reconcile-names.ts'

type Shown = Answer<'POST /v1/bill-files'>

const PROVIDERS = ['sandbox', 'alipay', 'wechat', 'stripe']
/** What the platform takes in one body. */
const MOST = 32 * 1024 * 1024

/** A person brings a provider's file: tried first, then made to count. */
export function BringBill({ onClose }: { onClose: () => void }) {
  const t = useWords(reconcileWords)
  const ops = useWords(opsWords)
  const { language } = useLanguage()
  const [file, setFile] = useState<File | null>(null)
  const [shown, setShown] = useState<Shown | null>(null)
  const [fault, setFault] = useState('')
  const [sent, setSent] = useState<number>()
  const [form] = Form.useForm<{ provider: string; day: string }>()
  // Only a day that is over can be held against a file.
  const [yesterday] = useState(() => addDays(businessToday(), -1))
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
    if (!file) return setFault(t('bring_file_needed'))
    setSent(0)
    setFault('')
    setShown(null)
    try {
      setShown(await bringBill(file, wish, setSent))
    } catch (error) {
      setFault(refusalOf(error, wish))
    } finally {
      setSent(undefined)
    }
  }
  /** Why the platform did not take it, and what to do about it. */
  const refusalOf = (error: unknown, { provider, day }: { provider: string; day: string }) => {
    const code = error instanceof Problem ? error.code : ''
    if (code === 'bill_has_problems') {
      const { rows, count } = (error as Problem).details as {
        rows: { line: number; why: string }[]
        count: number
      }
      return t('bring_rows', {
        count,
        rows: rows.map(({ line, why }) => `${line} (${why})`).join(', '),
      })
    }
    if (code === 'not_a_bill') return t('bring_not_a_bill')
    if (code === 'bill_day_not_over') return t('bring_day_not_over', { day })
    if (code === 'not_found') return t('bring_no_provider', { provider })
    return problemWords(error, language)
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
            <Button type="primary" loading={sent !== undefined} onClick={() => form.submit()}>
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
        initialValues={{ provider: 'sandbox', day: yesterday }}
        onValuesChange={() => {
          setShown(null)
          setFault('')
        }}
        onFinish={(wish) => void tryIt(wish)}
      >
        <Form.Item
          name="provider"
          label={t('provider')}
          rules={[{ required: true, pattern: /^[a-z_]{2,20}$/, message: t('provider') }]}
        >
          <AutoComplete
            options={PROVIDERS.map((value) => ({ value }))}
            showSearch={{ filterOption: (typed, one) => one?.value.includes(typed) ?? false }}
          />
        </Form.Item>
        <Form.Item name="day" label={t('day')} rules={[{ required: true, message: t('day') }]}>
          <DayField max={yesterday} clearable={false} />
        </Form.Item>
        <Form.Item label={t('bring_file')}>
          <FileDrop
            file={file}
            label={t('bring_file')}
            kinds={['.csv', '.txt']}
            most={MOST}
            sent={sent}
            onChange={(one) => {
              setFile(one)
              setFault('')
              setShown(null)
            }}
          />
        </Form.Item>
      </Form>
      {fault && <Alert type="error" showIcon title={fault} />}
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
