import { MapPin, Pencil, Plus } from 'lucide-react'
import { useRoute } from '../../../shared/api/query.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button, IconButton } from '../../../shared/ui/button.tsx'
import { SkeletonRows } from '../../../shared/ui/skeleton.tsx'
import { Empty, Failure } from '../../../shared/ui/states.tsx'
import type { Address } from './address-form.tsx'
import './addresses.css'
import { addressWords } from './addresses.words.ts'

export const addressLine = ({
  province,
  city,
  district,
  street,
}: Omit<Address, 'id' | 'is_default'>) =>
  `${province === city ? city : `${province} ${city}`} ${district} ${street}`

/** Addresses to choose from or to mend. */
export function AddressList({
  chosen,
  onChoose,
  onEdit,
  onAdd,
}: {
  chosen?: string | undefined
  onChoose?: (address: Address) => void
  onEdit: (address: Address) => void
  onAdd: () => void
}) {
  const t = useWords(addressWords)
  const found = useRoute('GET /v1/me/addresses')
  if (found.isPending) return <SkeletonRows count={2} />
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  const { data } = found.data
  if (data.length === 0)
    return (
      <Empty icon={MapPin} title={t('none')} words={t('none_hint')}>
        <Button icon={<Plus size={18} aria-hidden />} onClick={onAdd}>
          {t('add')}
        </Button>
      </Empty>
    )
  return (
    <>
      <ul className="address-list">
        {data.map((address) => {
          const words = (
            <>
              <span className="row">
                <b className="clip">{address.recipient}</b>
                <span className="num muted">{address.phone}</span>
                {address.is_default && <span className="pill">{t('default')}</span>}
              </span>
              <span className="muted">{addressLine(address)}</span>
            </>
          )
          return (
            <li key={address.id} className={address.id === chosen ? 'address-chosen' : ''}>
              {onChoose ? (
                <button
                  type="button"
                  className="address-words"
                  aria-pressed={address.id === chosen}
                  onClick={() => onChoose(address)}
                >
                  {words}
                </button>
              ) : (
                <span className="address-words">{words}</span>
              )}
              <IconButton
                label={t('edit_one', { who: address.recipient })}
                onClick={() => onEdit(address)}
              >
                <Pencil size={18} aria-hidden />
              </IconButton>
            </li>
          )
        })}
      </ul>
      <Button wide size="l" tone="outline" icon={<Plus size={18} aria-hidden />} onClick={onAdd}>
        {t('add')}
      </Button>
    </>
  )
}
