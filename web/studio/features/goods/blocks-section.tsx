import { Button, Input, Progress } from 'antd'
import { ArrowDown, ArrowUp, ImagePlus, Table2, Trash2, Type } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Picture } from './content.ts'
import { goodsWords } from './goods.words.ts'
import { EditorSection, type SectionProps } from './section.tsx'
import type { Content } from './sku-matrix.ts'
import { usePictureUpload } from './use-picture-upload.ts'

type Block = Content['blocks'][number]
const MOST = 60

/** The description as blocks: text, pictures, specifications. Never HTML. */
export function BlocksSection({
  content,
  change,
  findings,
  shop_id,
  pictures,
  onUploaded,
}: SectionProps & {
  shop_id: string
  pictures: ReadonlyMap<string, Picture>
  onUploaded: (picture: Picture) => void
}) {
  const t = useWords(goodsWords)
  const { blocks } = content
  const add = (block: Block) => change((now) => ({ blocks: [...now.blocks, block].slice(0, MOST) }))
  const set = (at: number, block: Block) =>
    change((now) => ({ blocks: now.blocks.map((other, index) => (index === at ? block : other)) }))
  const move = (at: number, by: -1 | 1) =>
    change((now) => {
      const next = [...now.blocks]
      const [block] = next.splice(at, 1)
      next.splice(at + by, 0, block!)
      return { blocks: next }
    })
  const { sending, send } = usePictureUpload(shop_id, (picture) => {
    onUploaded(picture)
    add({ kind: 'image', picture_id: picture.id })
  })
  return (
    <EditorSection section="blocks" findings={findings}>
      {blocks.length === 0 && <p className="desk-quiet">{t('blocks_empty')}</p>}
      <ol className="goods-blocks">
        {blocks.map((block, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block is its place while its text is typed.
          <li key={index} aria-label={t('block_number', { number: index + 1 })}>
            <BlockFields
              block={block}
              number={index + 1}
              pictures={pictures}
              onChange={(next) => set(index, next)}
            />
            <div className="goods-block-acts">
              <Button
                size="small"
                type="text"
                disabled={index === 0}
                aria-label={`${t('up')}: ${index + 1}`}
                icon={<ArrowUp size={14} aria-hidden />}
                onClick={() => move(index, -1)}
              />
              <Button
                size="small"
                type="text"
                disabled={index === blocks.length - 1}
                aria-label={`${t('down')}: ${index + 1}`}
                icon={<ArrowDown size={14} aria-hidden />}
                onClick={() => move(index, 1)}
              />
              <Button
                size="small"
                type="text"
                aria-label={`${t('remove')}: ${index + 1}`}
                icon={<Trash2 size={14} aria-hidden />}
                onClick={() => change({ blocks: blocks.filter((_, at) => at !== index) })}
              />
            </div>
          </li>
        ))}
      </ol>
      {sending.map(({ key, percent, name }) => (
        <Progress
          key={key}
          percent={percent}
          size="small"
          aria-label={`${name} ${t('uploading', { percent })}`}
        />
      ))}
      {blocks.length < MOST && (
        <div className="goods-blocks-add">
          <Button
            icon={<Type size={14} aria-hidden />}
            onClick={() => add({ kind: 'text', text: '' })}
          >
            {t('add_text')}
          </Button>
          <label className="studio-upload">
            <ImagePlus size={15} aria-hidden />
            {t('add_image')}
            <input
              type="file"
              multiple
              className="sr-only"
              accept="image/jpeg,image/png,image/webp"
              onChange={({ target }) => {
                void send([...(target.files ?? [])])
                target.value = ''
              }}
            />
          </label>
          <Button
            icon={<Table2 size={14} aria-hidden />}
            onClick={() => add({ kind: 'spec', name: '', value: '' })}
          >
            {t('add_spec')}
          </Button>
        </div>
      )}
    </EditorSection>
  )
}

function BlockFields({
  block,
  number,
  pictures,
  onChange,
}: {
  block: Block
  number: number
  pictures: ReadonlyMap<string, Picture>
  onChange: (block: Block) => void
}) {
  const t = useWords(goodsWords)
  if (block.kind === 'text')
    return (
      <Input.TextArea
        autoSize={{ minRows: 2, maxRows: 12 }}
        maxLength={2_000}
        aria-label={`${t('text_block')} ${number}`}
        value={block.text}
        onChange={({ target }) => onChange({ kind: 'text', text: target.value })}
      />
    )
  if (block.kind === 'image')
    return (
      <img
        className="goods-block-picture"
        src={pictures.get(block.picture_id)?.thumb_url}
        alt={`${t('image_block')} ${number}`}
      />
    )
  return (
    <div className="goods-spec">
      <Input
        maxLength={40}
        aria-label={`${t('spec_name')} ${number}`}
        placeholder={t('spec_name')}
        value={block.name}
        onChange={({ target }) => onChange({ ...block, name: target.value })}
      />
      <Input
        maxLength={200}
        aria-label={`${t('spec_value')} ${number}`}
        placeholder={t('spec_value')}
        value={block.value}
        onChange={({ target }) => onChange({ ...block, value: target.value })}
      />
    </div>
  )
}
