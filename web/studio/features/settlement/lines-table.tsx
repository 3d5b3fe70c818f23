import { DatePicker, Select } from 'antd'
import { BadgeCheck } from 'lucide-react'
import { DataTable } from '../../../shared/desk/data-table.tsx'
import { DateText } from '../../../shared/desk/deadline-text.tsx'
import { useFilters } from '../../../shared/desk/filters.ts'
import { MoneyText } from '../../../shared/desk/money-text.tsx'
import { NothingYet } from '../../../shared/desk/states.tsx'
import { StatusTag } from '../../../shared/desk/status-tag.tsx'
import { useFormat } from '../../../shared/i18n/format.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { explainLine, type SettlementLine } from './explain-line.ts'
import { LineJournals } from './line-journals.tsx'
import { settlementWords } from './settlement.words.ts'

const TONES = {
  pending: 'neutral',
  counting: 'info',
  held: 'warning',
  settled: 'success',
  void: 'neutral',
} as const
const STATES = Object.keys(TONES) as SettlementLine['state'][]

/** Line by line from what the buyer paid to what the shop gets; a row opens to the fen. */
export function LinesTable({ shop_id }: { shop_id: string }) {
  const t = useWords(settlementWords)
  const [filters, setFilters, clear] = useFilters<{
    state?: SettlementLine['state'] | 'waiting'
    day?: string
  }>()
  const money = (
    title: string,
    key: 'fee' | 'estimated_commission' | 'commission' | 'merchant_net',
    minus = false,
  ) => ({
    title,
    key,
    width: 116,
    align: 'right' as const,
    render: (_: unknown, row: SettlementLine) => (
      <MoneyText fen={minus ? -row[key] : row[key]} currency={row.currency} />
    ),
  })
  return (
    <>
      <div className="desk-tools">
        <Select<SettlementLine['state'] | 'waiting' | ''>
          className="settlement-filter"
          aria-label={t('state')}
          value={filters.state ?? ''}
          onChange={(state) => setFilters({ state: state || undefined })}
          options={[
            { value: '' as const, label: t('all_states') },
            { value: 'waiting' as const, label: t('state_waiting') },
            ...STATES.map((value) => ({ value, label: t(`state_${value}`) })),
          ]}
        />
        <DatePicker
          aria-label={t('day')}
          placeholder={filters.day ?? t('day')}
          onChange={(_, day) =>
            setFilters({ day: typeof day === 'string' && day ? day : undefined })
          }
        />
        <span className="desk-quiet">{t('rows')}</span>
      </div>
      <DataTable
        route="GET /v1/shops/:shop_id/settlement-lines"
        options={{ params: { shop_id }, query: { state: filters.state, day: filters.day } }}
        label={t('lines')}
        rowKey="id"
        min_width={1_130}
        filtered={Boolean(filters.state || filters.day)}
        onClear={clear}
        expanded={(row) => (
          <>
            <Explained line={row} />
            <LineJournals shop_id={shop_id} line_id={row.id} />
          </>
        )}
        empty={<NothingYet words={t('none_lines')} />}
        columns={[
          {
            title: t('goods'),
            key: 'goods',
            minWidth: 200,
            render: (_, row) => (
              <>
                <div className="desk-goods-title">{row.title}</div>
                <div className="desk-goods-words num">
                  {row.order_number} · ×{row.quantity}
                </div>
              </>
            ),
          },
          {
            title: t('state'),
            key: 'state',
            width: 130,
            render: (_, row) => (
              <StatusTag tone={TONES[row.state]}>{t(`state_${row.state}`)}</StatusTag>
            ),
          },
          {
            title: t('paid'),
            key: 'paid_amount',
            width: 178,
            align: 'right',
            render: (_, row) => {
              const borne = row.platform_discount + row.creator_discount
              return (
                <>
                  <MoneyText fen={row.paid_amount} currency={row.currency} />
                  {borne > 0 && (
                    <div className="desk-goods-words num">
                      + <MoneyText fen={borne} currency={row.currency} /> {t('borne')}
                    </div>
                  )}
                </>
              )
            },
          },
          money(t('fee'), 'fee', true),
          money(t('commission_estimated'), 'estimated_commission', true),
          money(t('commission_effective'), 'commission', true),
          money(t('net'), 'merchant_net'),
          {
            title: t('settle_at'),
            key: 'settle',
            width: 160,
            render: (_, row) => <DateText at={row.settled_at ?? row.settle_at} />,
          },
        ]}
      />
    </>
  )
}

function Explained({ line }: { line: SettlementLine }) {
  const t = useWords(settlementWords)
  const format = useFormat()
  const { steps, adds_up } = explainLine(line)
  return (
    <div className="settlement-explained">
      <table>
        <tbody>
          {steps.map(({ word, amount, rate_ppm, is_sum }) => (
            <tr key={word} data-sum={is_sum || undefined}>
              <th scope="row">
                {t(
                  `explain_${word}`,
                  rate_ppm === undefined ? undefined : { rate: format.percent(rate_ppm) },
                )}
              </th>
              <td>
                <MoneyText fen={amount} currency={line.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="desk-quiet">
        {adds_up && (
          <span className="settlement-adds">
            <BadgeCheck size={14} aria-hidden /> {t('explain_adds')}
          </span>
        )}
        {t('explain_frozen')}
      </p>
    </div>
  )
}
