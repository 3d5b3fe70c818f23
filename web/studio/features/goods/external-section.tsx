import { Form, Input, Select } from 'antd'
import { useWords } from '../../../shared/i18n/language.tsx'
import { goodsWords } from './goods.words.ts'
import { EditorSection, type SectionProps } from './section.tsx'

const PLATFORMS = ['taobao', 'jd', 'pinduoduo', 'vipshop', 'youzan', 'weidian', 'xiaohongshu']

/** Goods that are sold elsewhere: whose, and where. */
export function ExternalSection({ content, change, findings }: SectionProps) {
  const t = useWords(goodsWords)
  const url = content.external_url ?? ''
  return (
    <EditorSection section="external" findings={findings}>
      <p className="desk-quiet">{t('external_words')}</p>
      <Form layout="vertical" component="div">
        <div className="studio-form-row">
          <Form.Item label={t('platform')} htmlFor="goods-source">
            <Select
              id="goods-source"
              showSearch
              value={content.source ?? 'taobao'}
              onChange={(source) => change({ source })}
              options={PLATFORMS.map((value) => ({ value, label: value }))}
            />
          </Form.Item>
          <Form.Item label={t('sub_platform')} htmlFor="goods-sub">
            <Input
              id="goods-sub"
              maxLength={31}
              value={content.sub_source ?? ''}
              onChange={({ target }) => {
                const word = target.value.toLowerCase().replace(/[^a-z0-9_]/g, '')
                change({ sub_source: word.length > 1 ? word : null })
              }}
            />
          </Form.Item>
        </div>
        <Form.Item
          label={t('external_url')}
          htmlFor="goods-url"
          {...(url && !url.startsWith('https://')
            ? { validateStatus: 'error' as const, help: t('url_wrong') }
            : {})}
        >
          <Input
            id="goods-url"
            type="url"
            maxLength={1_000}
            placeholder="https://"
            value={url}
            onChange={({ target }) => change({ external_url: target.value.trim() || null })}
          />
        </Form.Item>
      </Form>
    </EditorSection>
  )
}
