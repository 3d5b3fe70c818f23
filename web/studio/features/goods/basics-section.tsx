import { Form, Input, InputNumber } from 'antd'
import { useWords } from '../../../shared/i18n/language.tsx'
import { CategoryField } from './category-field.tsx'
import { goodsWords } from './goods.words.ts'
import { EditorSection, type SectionProps } from './section.tsx'

export function BasicsSection({ content, change, findings }: SectionProps) {
  const t = useWords(goodsWords)
  const wrong = (field: string) => findings.some((finding) => finding.field === field)
  return (
    <EditorSection section="basics" findings={findings}>
      <Form layout="vertical" component="div">
        <Form.Item label={t('goods_title')} htmlFor="goods-title">
          <Input
            id="goods-title"
            maxLength={120}
            showCount
            status={wrong('title') ? 'error' : ''}
            value={content.title}
            onChange={({ target }) => change({ title: target.value })}
          />
        </Form.Item>
        <div className="studio-form-row goods-basics">
          <Form.Item label={t('category')} htmlFor="goods-category">
            <CategoryField
              id="goods-category"
              status={wrong('category_id') ? 'error' : ''}
              value={content.category_id}
              onChange={(category_id) => change({ category_id })}
            />
          </Form.Item>
          <Form.Item label={t('ship_within')} htmlFor="goods-ship">
            <InputNumber
              id="goods-ship"
              min={1}
              max={360}
              precision={0}
              className="studio-wide"
              value={content.ship_within_hours ?? 48}
              onChange={(hours) => hours && change({ ship_within_hours: hours })}
            />
          </Form.Item>
        </div>
      </Form>
    </EditorSection>
  )
}
