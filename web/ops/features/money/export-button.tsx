import { Button } from 'antd'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { call, type Route } from '../../../shared/api/client.ts'
import { useSay } from '../../../shared/desk/say.ts'
import { useWords } from '../../../shared/i18n/language.tsx'
import { reconcileWords } from './reconcile.words.ts'

type Cell = string | number | null | undefined

/** A cell that no spreadsheet takes for a formula, quoted where it has to be. */
const cellOf = (value: Cell): string => {
  const text = value === null || value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** All pages of a route as one CSV file, with a byte-order mark for spreadsheets; amounts in minor units. */
export function ExportButton<Row>({
  route,
  options,
  name,
  columns,
}: {
  route: Route
  options?: { params?: object; query?: object }
  name: string
  columns: Record<string, (row: Row) => Cell>
}) {
  const t = useWords(reconcileWords)
  const say = useSay()
  const [count, setCount] = useState<number | null>(null)
  const run = async () => {
    setCount(0)
    try {
      const lines = [Object.keys(columns).map(cellOf).join(',')]
      let after: string | null | undefined
      do {
        const page: { data: Row[]; next: string | null } = await (call as any)(route, {
          ...options,
          query: { ...options?.query, limit: 100, after: after ?? undefined },
        })
        for (const row of page.data)
          lines.push(
            Object.values(columns)
              .map((of) => cellOf(of(row)))
              .join(','),
          )
        after = page.next
        setCount(lines.length - 1)
      } while (after)
      const url = URL.createObjectURL(
        new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv;charset=utf-8' }),
      )
      const link = document.createElement('a')
      link.href = url
      link.download = `${name}.csv`
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    } catch (error) {
      say.problem(error)
    } finally {
      setCount(null)
    }
  }
  return (
    <Button
      icon={<Download size={14} aria-hidden />}
      loading={count !== null}
      onClick={() => void run()}
    >
      {count ? t('exporting', { count }) : t('export')}
    </Button>
  )
}
