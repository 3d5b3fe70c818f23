import { CircleCheck, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { MoneyText } from '../desk/money-text.tsx'
import { useFormat } from '../i18n/format.ts'
import { useWords } from '../i18n/language.tsx'
import type { Deposit } from './deposit-state-tag.tsx'
import { depositsWords } from './deposits.words.ts'
import './deposits.css'

export type DepositBlock = Deposit['refund']['blocks'][number]

/** Everything that blocks a refund, each with where to look. */
export function DepositBlocks({
  blocks,
  currency,
  look,
}: {
  blocks: readonly DepositBlock[]
  currency: string
  look: (block: DepositBlock) => ReactNode
}) {
  const t = useWords(depositsWords)
  const format = useFormat()
  if (blocks.length === 0)
    return (
      <p className="deposit-clear">
        <CircleCheck size={16} aria-hidden /> {t('blocks_none')}
      </p>
    )
  return (
    <ul className="deposit-blocks" aria-label={t('blocks_title')}>
      {blocks.map((block) => (
        <li key={block.kind}>
          <CircleX size={16} aria-hidden />
          <span>
            {t(`block_${block.kind}`)}
            <small>
              {block.count > 1 && t('block_count', { count: block.count })}{' '}
              {block.amount !== null && <MoneyText fen={block.amount} currency={currency} />}{' '}
              {block.until && t('block_until', { date: format.dateTime(block.until) })}
            </small>
          </span>
          {look(block)}
        </li>
      ))}
    </ul>
  )
}
