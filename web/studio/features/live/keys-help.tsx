import { Button, Modal } from 'antd'
import { useWords } from '../../../shared/i18n/language.tsx'
import { liveWords } from './live.words.ts'

const KEYS = [
  [['1', '9'], 'key_explain'],
  [['Space'], 'key_stop'],
  [['F'], 'key_flash'],
  [['/'], 'key_search'],
  [['?'], 'key_help'],
] as const

const Keys = ({ keys }: { keys: readonly string[] }) => (
  <>
    {keys.map((key, index) => (
      <span key={key}>
        {index > 0 && '–'}
        <kbd>{key}</kbd>
      </span>
    ))}
  </>
)

/** The hint bar under the cart. */
export function KeyHints({ onHelp }: { onHelp: () => void }) {
  const t = useWords(liveWords)
  return (
    <p className="live-keys">
      {KEYS.slice(0, 4).map(([keys, words]) => (
        <span key={words}>
          <Keys keys={keys} /> {t(words)}
        </span>
      ))}
      <Button type="link" size="small" onClick={onHelp}>
        <kbd>?</kbd> {t('key_help')}
      </Button>
    </p>
  )
}

export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(liveWords)
  return (
    <Modal open={open} title={t('keys')} footer={null} onCancel={onClose} width={420}>
      <dl className="live-keys-list">
        {[...KEYS, [['Alt', '↑↓'], 'cart_count'] as const, [['Esc'], 'key_close'] as const].map(
          ([keys, words]) => (
            <div key={words}>
              <dt>
                <Keys keys={keys} />
              </dt>
              <dd>{words === 'cart_count' ? `${t('up')} / ${t('down')}` : t(words)}</dd>
            </div>
          ),
        )}
      </dl>
      <p className="desk-quiet">{t('keys_note')}</p>
    </Modal>
  )
}
