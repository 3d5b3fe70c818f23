import { ChevronRight, MapPin } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import type { Address } from '../addresses/address-form.tsx'
import { addressLine } from '../addresses/address-list.tsx'
import { checkoutWords } from './checkout.words.ts'

/** Where it goes; opens the choice of addresses. */
export function AddressRow({
  address,
  onOpen,
}: {
  address: Address | undefined
  onOpen: () => void
}) {
  const t = useWords(checkoutWords)
  return (
    <button type="button" className="address-row" onClick={onOpen}>
      <MapPin size={20} aria-hidden />
      {address ? (
        <span className="grow">
          <span className="clip address-who">
            <b>{address.recipient}</b> <span className="num">{address.phone}</span>
          </span>
          <span className="two-lines muted">{addressLine(address)}</span>
        </span>
      ) : (
        <span className="grow address-none">{t('add_address')}</span>
      )}
      <ChevronRight size={20} aria-hidden />
    </button>
  )
}
