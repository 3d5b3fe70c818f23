import { Button, Tooltip } from 'antd'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useWords } from '../i18n/language.tsx'
import { deskWords } from './desk.words.ts'

/** A button that copies; says so for two seconds. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useWords(deskWords)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const words = copied ? t('copied') : (label ?? t('copy'))
  return (
    <Tooltip title={words}>
      <Button
        type="text"
        size="small"
        aria-label={label ?? t('copy')}
        icon={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
      />
    </Tooltip>
  )
}

/** A number people copy: order numbers, ids. */
export const CopyText = ({ text }: { text: string }) => (
  <span className="desk-copy num">
    {text}
    <CopyButton text={text} />
  </span>
)
