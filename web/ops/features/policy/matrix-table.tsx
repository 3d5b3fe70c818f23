import { Popover } from 'antd'
import { ArrowRight } from 'lucide-react'
import { useWords } from '../../../shared/i18n/language.tsx'
import { dayOf } from './business-day.ts'
import { CellRules } from './cell-rules.tsx'
import { policyWords } from './policy.words.ts'
import { usePolicyNames } from './policy-names.ts'
import { type Cell, differs, type Matrix, OWN, type Place, type Rule } from './rule-rank.ts'

/** A change this long ago is still news in its cell. */
const NEWS_MS = 45 * 86_400_000

/** Source × placement at an instant; cells that differ from `before` are outlined. */
export function MatrixTable({
  matrix,
  before,
  rules,
}: {
  matrix: Matrix
  before: Matrix | undefined
  rules: readonly Rule[]
}) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  return (
    <div className="policy-matrix-scroll">
      <table className="policy-matrix">
        <caption className="sr-only">{t('on_a_day')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('source')}</th>
            {matrix.placements.map((placement) => (
              <th scope="col" key={placement}>
                {names.placement(placement)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => {
            const old = before?.rows.find(
              (one) => one.source === row.source && one.sub_source === row.sub_source,
            )
            return (
              <tr
                key={`${row.source}/${row.sub_source ?? ''}`}
                data-part={row.sub_source ? true : undefined}
              >
                <th scope="row">
                  <b>{names.source(row.sub_source ?? row.source)}</b>
                  <small>
                    {row.sub_source
                      ? t('part_of', { source: names.source(row.source) })
                      : t(row.source === OWN ? 'inside' : 'third_party')}
                  </small>
                </th>
                {matrix.placements.map((placement, index) => {
                  const cell = row.cells[index]
                  return (
                    <td key={placement}>
                      {cell && (
                        <MatrixCell
                          cell={cell}
                          before={old?.cells[index]}
                          place={{ source: row.source, sub_source: row.sub_source, placement }}
                          at={matrix.at}
                          rules={rules}
                        />
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function MatrixCell({
  cell,
  before,
  place,
  at,
  rules,
}: {
  cell: Cell
  before: Cell | undefined
  place: Place
  at: string
  rules: readonly Rule[]
}) {
  const t = useWords(policyWords)
  const names = usePolicyNames()
  const changed = differs(cell, before)
  const rule = rules.find(({ id }) => id === cell.rule_id)
  const since = rule ? new Date(at).getTime() - new Date(rule.effective_from).getTime() : NEWS_MS
  const next = cell.next_change_at && cell.next_effect
  const words = names.verdict(cell.effect, cell.fee_ppm)
  return (
    <Popover
      trigger="click"
      placement="bottom"
      // Inside the landmark, so that what it says belongs to the page for those who cannot see it.
      getPopupContainer={() => document.getElementById('content') ?? document.body}
      title={`${names.source(place.sub_source ?? place.source)} · ${names.placement(place.placement)}`}
      content={<CellRules cell={cell} place={place} at={at} rules={rules} />}
    >
      <button
        type="button"
        className="policy-cell"
        data-effect={cell.effect}
        data-changed={changed || undefined}
      >
        <span>{words}</span>
        {changed && before ? (
          <small>
            <span className="sr-only">{t('was', { effect: '' })}</span>
            <s>{names.verdict(before.effect, before.fee_ppm)}</s>
          </small>
        ) : next ? (
          <small className="num">
            {dayOf(cell.next_change_at!).slice(5)}
            <ArrowRight size={10} aria-hidden />
            {names.effect(cell.next_effect!)}
          </small>
        ) : since < NEWS_MS ? (
          <small className="num">
            {t('from_day', { day: dayOf(rule!.effective_from).slice(5) })}
          </small>
        ) : null}
        <span className="sr-only">
          {names.source(place.sub_source ?? place.source)}, {names.placement(place.placement)}
        </span>
      </button>
    </Popover>
  )
}
