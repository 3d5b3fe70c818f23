import { ShieldX } from 'lucide-react'
import type { ReactNode } from 'react'
import { deskWords } from '../shared/desk/desk.words.ts'
import { type Me, useMe } from '../shared/desk/session.tsx'
import { Page } from '../shared/desk/shell.tsx'
import { StateCard } from '../shared/desk/states.tsx'
import { useWords } from '../shared/i18n/language.tsx'
import { opsWords } from './ops.words.ts'

export type Duty = Me['duties'][number]
export const DUTIES = ['reviewer', 'judge', 'finance', 'admin'] as const satisfies readonly Duty[]

/** Does this person hold the duty? An admin holds all. */
export function useMay(): (duty: Duty) => boolean {
  const { duties } = useMe()
  return (duty) => duties.includes(duty) || duties.includes('admin')
}

/** A page of a duty; those without it see why it stays closed, not an empty table. */
export function DutyGate({
  duty,
  title,
  children,
}: {
  duty: Duty
  title: string
  children: ReactNode
}) {
  const t = useWords(opsWords)
  const desk = useWords(deskWords)
  const may = useMay()
  if (may(duty)) return children
  return (
    <Page title={title}>
      <StateCard
        icon={ShieldX}
        title={desk('forbidden')}
        words={t('duty_needed', { duty: t(`duty_${duty}`) })}
      />
    </Page>
  )
}
