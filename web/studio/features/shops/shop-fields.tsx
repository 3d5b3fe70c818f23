import { Form, Input, Radio } from 'antd'
import type { Answer, Body } from '../../../shared/api/client.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { shopsWords } from './shops.words.ts'

export type ShopFile = Answer<'GET /v1/shops/:shop_id/file'>
export type ShopFields = Body<'POST /v1/shops'>

export const KINDS = ['individual', 'sole_trader', 'enterprise', 'flagship'] as const
const PHONE = /^\+?[0-9][0-9 -]{5,18}$/

/** What the reviewer said about a field stands at the field. */
const remarkOf = (findings: ShopFile['findings'] | undefined, field: string) => {
  const found = findings?.filter(
    (finding) => finding.field === field || finding.field.startsWith(`${field}/`),
  )
  return found && found.length > 0
    ? { help: found.map(({ words }) => words).join(' '), validateStatus: 'error' as const }
    : {}
}

/** The fields of an application; `words_only` leaves what may change while the shop is open. */
export function ShopFieldItems({
  findings,
  words_only = false,
}: {
  findings?: ShopFile['findings'] | undefined
  words_only?: boolean
}) {
  const t = useWords(shopsWords)
  const needed = [{ required: true, whitespace: true, message: t('needed') }]
  const phone = [...needed, { pattern: PHONE, message: t('phone_wrong') }]
  return (
    <>
      {!words_only && (
        <>
          <h3 className="studio-form-title">{t('basics')}</h3>
          <Form.Item
            name="kind"
            label={t('kind')}
            rules={[{ required: true }]}
            {...remarkOf(findings, 'kind')}
          >
            <Radio.Group
              optionType="button"
              options={KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
            />
          </Form.Item>
          <Form.Item
            name="name"
            label={t('name')}
            extra={t('name_hint')}
            rules={[...needed, { min: 2, max: 40, message: t('name_hint') }]}
            {...remarkOf(findings, 'name')}
          >
            <Input maxLength={40} showCount />
          </Form.Item>
        </>
      )}
      <Form.Item name="about" label={t('about')} {...remarkOf(findings, 'about')}>
        <Input.TextArea maxLength={500} showCount autoSize={{ minRows: 2, maxRows: 6 }} />
      </Form.Item>
      {!words_only && (
        <>
          <h3 className="studio-form-title">{t('legal')}</h3>
          <div className="studio-form-row">
            <Form.Item
              name="legal_name"
              label={t('legal_name')}
              rules={needed}
              {...remarkOf(findings, 'legal_name')}
            >
              <Input maxLength={80} />
            </Form.Item>
            <Form.Item
              name="licence_number"
              label={t('licence_number')}
              rules={needed}
              {...remarkOf(findings, 'licence_number')}
            >
              <Input maxLength={40} />
            </Form.Item>
          </div>
          <Form.Item
            name="contact_phone"
            label={t('contact_phone')}
            rules={phone}
            {...remarkOf(findings, 'contact_phone')}
          >
            <Input maxLength={20} inputMode="tel" />
          </Form.Item>
        </>
      )}
      <h3 className="studio-form-title">
        {t('return_address')} <small className="desk-quiet">{t('return_words')}</small>
      </h3>
      <Form.Item noStyle {...remarkOf(findings, 'return_address')}>
        <div className="studio-form-row">
          <Form.Item name={['return_address', 'recipient']} label={t('recipient')} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name={['return_address', 'phone']} label={t('phone')} rules={phone}>
            <Input maxLength={20} inputMode="tel" />
          </Form.Item>
          <Form.Item name={['return_address', 'province']} label={t('province')} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name={['return_address', 'city']} label={t('city')} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name={['return_address', 'district']} label={t('district')} rules={needed}>
            <Input maxLength={60} />
          </Form.Item>
        </div>
        <Form.Item
          name={['return_address', 'street']}
          label={t('street')}
          rules={needed}
          {...remarkOf(findings, 'return_address')}
        >
          <Input maxLength={120} />
        </Form.Item>
      </Form.Item>
    </>
  )
}

export const fieldsOf = (file: ShopFile): Partial<ShopFields> => ({
  name: file.name,
  kind: file.kind,
  about: file.about,
  legal_name: file.legal_name,
  licence_number: file.licence_number,
  contact_phone: file.contact_phone,
  ...(file.return_address ? { return_address: file.return_address } : {}),
})
