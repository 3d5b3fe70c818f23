import type { Answer } from '../../../shared/api/client.ts'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useWords } from '../../../shared/i18n/language.tsx'
import { payoutsWords } from './payouts.words.ts'

export type StaffPayout = Answer<'GET /v1/waiting-payouts'>['data'][number]

const TONES = {
  requested: 'neutral',
  approved: 'info',
  held: 'warning',
  sent: 'info',
  succeeded: 'success',
  failed: 'danger',
  bounced: 'danger',
} as const

/** What staff see of a payout, in the list that waits and in a run. */
export function usePayoutColumns({ with_state = false, with_hold = false } = {}) {
  const t = useWords(payoutsWords)
  return [
    {
      title: t('number'),
      key: 'number',
      minWidth: 200,
      render: (_: unknown, row: StaffPayout) => <span className="num">{row.number}</span>,
    },
    {
      title: t('owner'),
      key: 'owner',
      width: 170,
      ellipsis: true,
      render: (_: unknown, row: StaffPayout) => row.owner_name ?? row.owner_id,
    },
    { title: t('to'), dataIndex: 'bank_account', width: 190, className: 'num', ellipsis: true },
    {
      title: t('amount'),
      key: 'amount',
      width: 130,
      align: 'right' as const,
      render: (_: unknown, row: StaffPayout) => (
        <MoneyText fen={row.amount} currency={row.currency} />
      ),
    },
    // Beside the reason there is no room for when it was asked for.
    ...(with_hold
      ? []
      : [
          {
            title: t('asked_at'),
            key: 'asked_at',
            width: 150,
            render: (_: unknown, row: StaffPayout) => <DateText at={row.created_at} />,
          },
        ]),
    ...(with_state
      ? [
          {
            title: t('state'),
            key: 'state',
            width: 190,
            render: (_: unknown, row: StaffPayout) => (
              <>
                <StatusTag tone={TONES[row.state]}>{t(`state_${row.state}`)}</StatusTag>
                {row.hold_reason && (
                  <div className="desk-quiet">{t(`hold_${row.hold_reason}`)}</div>
                )}
                {row.failure_reason && <div className="desk-quiet">{row.failure_reason}</div>}
              </>
            ),
          },
        ]
      : [
          ...(with_hold
            ? [
                {
                  title: t('hold_why'),
                  key: 'hold_why',
                  width: 190,
                  render: (_: unknown, row: StaffPayout) =>
                    row.hold_reason ? t(`hold_${row.hold_reason}`) : '—',
                },
              ]
            : []),
          {
            title: t('lapses'),
            key: 'lapses',
            width: 150,
            render: (_: unknown, row: StaffPayout) => <DateText at={row.deadline_at} />,
          },
        ]),
  ]
}
