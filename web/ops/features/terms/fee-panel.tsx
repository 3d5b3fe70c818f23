import { Button, Form, Input, InputNumber, Modal, Table } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useRoute } from '../../../shared/api/query.ts'
import { TableSkeleton } from '../../../shared/desk/data-table.tsx'
import { businessToday, DayField } from '../../../shared/desk/day-field.tsx'
import { addDays } from '../../../shared/desk/day-grid.ts'
import { useAct } from '../../../shared/desk/say.ts'
import { Panel } from '../../../shared/desk/shell.tsx'
import { FailureState } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { opsWords } from '../../ops.words.ts'
import { dated, TONES } from './dated.ts'
import { termsWords } from './terms.words.ts'

const PPM_OF_A_PERCENT = 10_000
/** What the example speaks of: 100 yuan. */
const EXAMPLE = 10_000

/** What part of a fee the platform keeps of what comes back: in force, to come, and before; and the form of the next. */
export function FeePanel() {
  const t = useWords(termsWords)
  const format = useFormat()
  const [announcing, setAnnouncing] = useState(false)
  const found = useRoute('GET /v1/refund-fee-rules')
  const rules = dated(found.data?.data ?? [], businessToday())
  const present = rules.find(({ standing }) => standing === 'in_force')
  return (
    <Panel
      flush
      title={t('fee')}
      meta={t('fee_words')}
      acts={
        <Button
          icon={<Plus size={14} aria-hidden />}
          disabled={!found.data}
          onClick={() => setAnnouncing(true)}
        >
          {t('announce')}
        </Button>
      }
    >
      {found.error && !found.data ? (
        <FailureState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <TableSkeleton rows={2} />
      ) : (
        <section
          className="desk-table-scroll"
          aria-label={t('fee')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
          tabIndex={0}
          style={{ '--table-min': '640px' } as React.CSSProperties}
        >
          <Table
            size="small"
            rowKey="valid_from"
            pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
            dataSource={rules}
            columns={[
              {
                title: t('standing'),
                key: 'standing',
                width: 110,
                render: (_, row) => (
                  <StatusTag tone={TONES[row.standing]}>{t(`standing_${row.standing}`)}</StatusTag>
                ),
              },
              {
                title: t('rate'),
                key: 'rate',
                width: 100,
                align: 'right',
                render: (_, row) => <b className="num">{format.percent(row.ppm)}</b>,
              },
              {
                title: t('valid_from'),
                key: 'valid_from',
                width: 220,
                render: (_, row) => (
                  <span className="num">
                    {row.valid_from} – {row.until ?? t('open_end')}
                  </span>
                ),
              },
              { title: t('reason'), key: 'reason', render: (_, row) => row.reason || '—' },
            ]}
          />
        </section>
      )}
      {announcing && (
        <AnnounceFee
          present_ppm={present?.ppm ?? 0}
          taken={rules.map(({ valid_from }) => valid_from)}
          onClose={() => setAnnouncing(false)}
        />
      )}
    </Panel>
  )
}

function AnnounceFee({
  present_ppm,
  taken,
  onClose,
}: {
  present_ppm: number
  /** Days that have a rule. */
  taken: readonly string[]
  onClose: () => void
}) {
  const t = useWords(termsWords)
  const ops = useWords(opsWords)
  const format = useFormat()
  const [tomorrow] = useState(() => addDays(businessToday(), 1))
  const [form] = Form.useForm<{ rate: number; from: string; reason: string }>()
  const rate = Form.useWatch('rate', form) as number | null | undefined
  const announce = useAct(
    async ({ rate, from, reason }: { rate: number; from: string; reason: string }) => {
      const ppm = Math.round(rate * PPM_OF_A_PERCENT)
      await call('POST /v1/refund-fee-rules', {
        body: { ppm, valid_from: from, reason: reason.trim() },
      })
      onClose()
    },
    { done: t('done'), refresh: ['GET /v1/refund-fee-rules'] },
  )
  const kept = (ppm: number) => Math.round((EXAMPLE * ppm) / 1_000_000)
  return (
    <Modal
      open
      title={t('announce_title')}
      okText={t('announce')}
      cancelText={ops('cancel')}
      closable={{ 'aria-label': ops('close') }}
      confirmLoading={announce.busy}
      onOk={() => form.submit()}
      onCancel={onClose}
      width={480}
    >
      <p className="ops-dialog-words">{t('announce_words')}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ from: tomorrow }}
        onFinish={(fields) => void announce.run(fields)}
      >
        <Form.Item
          name="rate"
          label={t('field_rate')}
          rules={[{ required: true, message: t('needed', { what: t('rate') }) }]}
        >
          <InputNumber min={0} max={50} precision={2} style={{ inlineSize: '100%' }} />
        </Form.Item>
        <Form.Item
          name="from"
          label={t('field_from')}
          rules={[
            { required: true, message: t('needed', { what: t('valid_from') }) },
            {
              validator: async (_, day?: string) => {
                if (day && taken.includes(day)) throw new Error(t('taken'))
              },
            },
          ]}
        >
          <DayField min={tomorrow} clearable={false} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('field_reason')}
          rules={[
            { required: true, whitespace: true, message: t('needed', { what: t('reason') }) },
          ]}
        >
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
      </Form>
      {typeof rate === 'number' && (
        <p className="desk-quiet" aria-live="polite">
          {t('example', {
            fee: format.money(EXAMPLE),
            kept: format.money(kept(rate * PPM_OF_A_PERCENT)),
            back: format.money(EXAMPLE - kept(rate * PPM_OF_A_PERCENT)),
            now: format.money(kept(present_ppm)),
          })}
        </p>
      )}
    </Modal>
  )
}
