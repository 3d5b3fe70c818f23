import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Answer, call } from '../../../shared/api/client.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { TextField } from '../../../shared/ui/field.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import './addresses.css'
import { addressWords } from './addresses.words.ts'
import { readRegion, showRegion } from './region.ts'

export type Address = Answer<'GET /v1/me/addresses'>['data'][number]
const PHONE = /^\+?[0-9][0-9 -]{5,18}$/

/** An address, new or changed; the region is one line of free words that is taken apart here. */
export function AddressForm({
  address,
  first,
  onSaved,
}: {
  address?: Address | undefined
  /** The person has none yet: it becomes the default. */
  first?: boolean
  onSaved: (address: Address) => void
}) {
  const t = useWords(addressWords)
  const toast = useToast()
  const problem = useProblemToast()
  const client = useQueryClient()
  const [form, setForm] = useState({
    recipient: address?.recipient ?? '',
    phone: address?.phone ?? '',
    region: address ? showRegion(address) : '',
    street: address?.street ?? '',
    is_default: address?.is_default ?? first ?? false,
  })
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const region = readRegion(form.region)
  const wrong = {
    recipient: form.recipient.trim() ? undefined : t('needed', { what: t('recipient') }),
    phone: PHONE.test(form.phone.trim()) ? undefined : t('wrong_phone'),
    region: region ? undefined : t('wrong_region'),
    street: form.street.trim() ? undefined : t('needed', { what: t('street') }),
  }
  const write = (name: 'recipient' | 'phone' | 'region' | 'street') => ({
    value: form[name],
    error: tried ? wrong[name] : undefined,
    onChange: ({ target }: { target: { value: string } }) =>
      setForm((now) => ({ ...now, [name]: target.value })),
  })
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!region || Object.values(wrong).some(Boolean)) return
    setBusy(true)
    try {
      const body = {
        recipient: form.recipient.trim(),
        phone: form.phone.trim(),
        ...region,
        street: form.street.trim(),
        is_default: form.is_default,
      }
      const saved = address
        ? await call('PUT /v1/me/addresses/:address_id', {
            params: { address_id: address.id },
            body,
          })
        : await call('POST /v1/me/addresses', { body })
      await client.invalidateQueries({ queryKey: ['GET /v1/me/addresses'] })
      toast(t('saved'), 'good')
      onSaved(saved)
    } catch (error) {
      problem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="address-form" noValidate onSubmit={save}>
      <TextField
        label={t('recipient')}
        autoComplete="name"
        maxLength={40}
        {...write('recipient')}
      />
      <TextField
        label={t('phone')}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={19}
        {...write('phone')}
      />
      <TextField
        label={t('region')}
        hint={
          region ? `${region.province} · ${region.city} · ${region.district}` : t('region_hint')
        }
        autoComplete="address-level1"
        maxLength={140}
        {...write('region')}
      />
      <TextField
        label={t('street')}
        hint={t('street_hint')}
        autoComplete="street-address"
        maxLength={120}
        {...write('street')}
      />
      <label className="address-default">
        <input
          type="checkbox"
          checked={form.is_default}
          onChange={({ target }) => setForm((now) => ({ ...now, is_default: target.checked }))}
        />
        {t('as_default')}
      </label>
      <Button type="submit" size="l" wide busy={busy}>
        {t('save')}
      </Button>
    </form>
  )
}
