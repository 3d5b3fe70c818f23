import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../shared/api/client.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { Ask } from '../../../shared/ui/ask.tsx'
import { Button } from '../../../shared/ui/button.tsx'
import { Sheet } from '../../../shared/ui/sheet.tsx'
import { useProblemToast, useToast } from '../../../shared/ui/toast.tsx'
import { Page } from '../../shell/page.tsx'
import { SignedIn } from '../../shell/sign-in-gate.tsx'
import { type Address, AddressForm } from './address-form.tsx'
import { AddressList } from './address-list.tsx'
import { addressWords } from './addresses.words.ts'

/** Addresses: add, change, remove. */
export function AddressesPage() {
  const t = useWords(addressWords)
  const toast = useToast()
  const problem = useProblemToast()
  const client = useQueryClient()
  const [edited, setEdited] = useState<Address | 'new'>()
  const [removing, setRemoving] = useState(false)
  const address = edited === 'new' ? undefined : edited
  const remove = async () => {
    if (!address) return
    try {
      await call('DELETE /v1/me/addresses/:address_id', { params: { address_id: address.id } })
      setEdited(undefined)
      toast(t('removed'), 'good')
      await client.invalidateQueries({ queryKey: ['GET /v1/me/addresses'] })
    } catch (error) {
      problem(error)
    } finally {
      setRemoving(false)
    }
  }
  return (
    <Page title={t('addresses')}>
      <SignedIn>
        {() => (
          <div style={{ padding: 12 }}>
            <AddressList onEdit={setEdited} onAdd={() => setEdited('new')} />
          </div>
        )}
      </SignedIn>
      <Sheet
        height="full"
        open={edited !== undefined}
        onClose={() => setEdited(undefined)}
        title={address ? t('edit') : t('add')}
      >
        <AddressForm
          key={address?.id ?? 'new'}
          address={address}
          onSaved={() => setEdited(undefined)}
        />
        {address && (
          <div style={{ marginTop: 12 }}>
            <Button wide size="l" tone="quiet" onClick={() => setRemoving(true)}>
              {t('remove')}
            </Button>
          </div>
        )}
      </Sheet>
      <Ask
        open={removing}
        title={t('remove_ask')}
        yes={t('remove')}
        no={t('keep')}
        onYes={() => void remove()}
        onClose={() => setRemoving(false)}
      />
    </Page>
  )
}
