import { Form, Input, Modal, Progress, Select } from 'antd'
import { ImagePlus } from 'lucide-react'
import { useState } from 'react'
import { type Body, call } from '../../../shared/api/client.ts'
import { upload } from '../../../shared/api/upload.ts'
import { useSay } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Aftersale } from './aftersale-page.tsx'
import { aftersalesWords } from './aftersales.words.ts'
import { useAnswer } from './use-answer.ts'

type Rejection = Body<'POST /v1/shops/:shop_id/aftersales/:aftersale_id/rejection'>
const REASONS: Rejection['reason'][] = [
  'already_shipped',
  'used_or_damaged_by_buyer',
  'incomplete',
  'empty_parcel',
  'out_of_window',
  'no_evidence',
  'other',
]

/** A refusal needs a reason and words; pictures help the platform judge. */
export function RejectDialog({
  aftersale,
  onClose,
}: {
  aftersale: Aftersale
  onClose: () => void
}) {
  const t = useWords(aftersalesWords)
  const say = useSay()
  const answer = useAnswer()
  const [form] = Form.useForm<{ reason: Rejection['reason']; words: string }>()
  const [busy, setBusy] = useState(false)
  const [percent, setPercent] = useState<number>()
  const [evidence, setEvidence] = useState<{ id: string; thumb_url: string }[]>([])
  const add = async (files: readonly File[]) => {
    for (const file of files)
      try {
        setPercent(0)
        const picture = await upload<{ id: string; thumb_url: string }>(
          '/v1/aftersales/evidence',
          file,
          {
            onProgress: (part) => setPercent(Math.round(part * 100)),
          },
        )
        setEvidence((now) => [...now, picture].slice(0, 4))
      } catch (error) {
        say.problem(error)
      } finally {
        setPercent(undefined)
      }
  }
  return (
    <Modal
      open
      title={t('reject_title')}
      okText={t('reject')}
      okButtonProps={{ danger: true, disabled: percent !== undefined }}
      cancelText={t('cancel')}
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="desk-quiet">{t('reject_words')}</p>
      <Form
        form={form}
        layout="vertical"
        onFinish={async ({ reason, words }) => {
          setBusy(true)
          const sent = await answer(
            () =>
              call('POST /v1/shops/:shop_id/aftersales/:aftersale_id/rejection', {
                params: { shop_id: aftersale.shop_id, aftersale_id: aftersale.id },
                body: {
                  version: aftersale.version,
                  reason,
                  words,
                  ...(evidence.length > 0 ? { evidence_ids: evidence.map(({ id }) => id) } : {}),
                },
              }),
            t('done_rejected'),
          )
          setBusy(false)
          if (sent) onClose()
        }}
      >
        <Form.Item
          name="reason"
          label={t('reject_reason')}
          rules={[{ required: true, message: t('needed') }]}
        >
          <Select options={REASONS.map((value) => ({ value, label: t(`reject_${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="words"
          label={t('reject_explain')}
          rules={[{ required: true, whitespace: true, message: t('needed') }]}
        >
          <Input.TextArea maxLength={500} showCount autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <p>{t('reject_evidence')}</p>
        <div className="aftersales-pictures">
          {evidence.map(({ id, thumb_url }, index) => (
            <img key={id} src={thumb_url} alt={t('evidence_number', { number: index + 1 })} />
          ))}
          {evidence.length < 4 && (
            <label className="aftersales-add">
              <ImagePlus size={20} strokeWidth={1.6} aria-hidden />
              {t('add_picture')}
              <input
                type="file"
                multiple
                className="sr-only"
                accept="image/jpeg,image/png,image/webp"
                onChange={({ target }) => {
                  void add([...(target.files ?? [])].slice(0, 4 - evidence.length))
                  target.value = ''
                }}
              />
            </label>
          )}
        </div>
        {percent !== undefined && (
          <Progress percent={percent} size="small" aria-label={t('uploading', { percent })} />
        )}
      </Form>
    </Modal>
  )
}
