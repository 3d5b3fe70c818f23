import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { fromDecimal } from '../../kernel/currency.ts'

/** A file that cannot be read as what it should be; the message names file, line and column. */
export class BadFile extends Error {
  override name = 'BadFile'
}

/** One line of a file; every reader throws `BadFile` for a cell that is not what it should be. */
export class Line {
  readonly #cells: Record<string, string>
  readonly #file: string
  readonly number: number
  constructor(cells: Record<string, string>, file: string, number: number) {
    this.#cells = cells
    this.#file = file
    this.number = number
  }
  #no(column: string, wish: string): BadFile {
    const cell = JSON.stringify(this.#cells[column] ?? null).slice(0, 60)
    return new BadFile(`${this.#file}, line ${this.number}, ${column}: ${cell} is not ${wish}`)
  }
  /** Text as it stands; empty only where that is allowed. */
  text(column: string, { empty = false, longest = 200 } = {}): string {
    const cell = this.#cells[column] as string
    if ((!empty && cell === '') || cell.length > longest)
      throw this.#no(column, `text of ${empty ? 0 : 1} to ${longest} letters`)
    // PostgreSQL holds no such sign, and no name of anything has one.
    if (cell.includes('\0')) throw this.#no(column, 'text without a NUL')
    return cell
  }
  oneOf<Word extends string>(column: string, words: readonly Word[]): Word {
    const cell = this.#cells[column] as Word
    if (!words.includes(cell)) throw this.#no(column, `one of ${words.join(', ')}`)
    return cell
  }
  count(column: string, least = 0): number {
    const cell = this.#cells[column] as string
    if (!/^\d{1,9}$/.test(cell) || Number(cell) < least)
      throw this.#no(column, `a whole number from ${least}`)
    return Number(cell)
  }
  maybeCount(column: string): number | null {
    return this.#cells[column] === '' ? null : this.count(column)
  }
  /** Minor units, as text: JSON has no bigint. */
  amount(column: string, currency: string): string {
    const amount = fromDecimal(this.#cells[column] as string, currency)
    if (amount === undefined || amount > 10n ** 15n)
      throw this.#no(column, `an amount in ${currency}`)
    return String(amount)
  }
  /** Local time as text, `2017-05-04 11:00:00`; the database knows the zone. */
  time(column: string): string {
    const cell = this.#cells[column] as string
    const instant = new Date(`${cell.replace(' ', 'T')}Z`)
    if (
      !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell) ||
      Number.isNaN(instant.getTime()) ||
      instant.toISOString().slice(0, 19) !== cell.replace(' ', 'T')
    )
      throw this.#no(column, 'a time like 2017-05-04 11:00:00')
    return cell
  }
  maybeTime(column: string): string | null {
    return this.#cells[column] === '' ? null : this.time(column)
  }
}

/** `<folder>/<name>.csv.gz`, else `<folder>/<name>.csv`. @throws BadFile when there is neither. */
export function findFile(folder: string, name: string): string {
  for (const file of [`${name}.csv.gz`, `${name}.csv`])
    if (existsSync(join(folder, file))) return join(folder, file)
  throw new BadFile(`there is neither ${name}.csv.gz nor ${name}.csv in ${folder}`)
}

/** Lines of one chunk; `through` is how many of the file have been read with it. */
export type Chunk = { lines: Line[]; through: number }

/**
 * Reads a CSV file, plain or gzipped, in chunks of so many lines behind the first `skip`: as much of it in memory as one
 * chunk. Columns are found by their names; more than those asked for do not matter.
 * @throws BadFile for a missing column, a line of another width, text that is not UTF-8 or not CSV.
 */
export async function* readChunks(
  folder: string,
  name: string,
  columns: readonly string[],
  { size, skip = 0 }: { size: number; skip?: number },
): AsyncGenerator<Chunk> {
  const path = findFile(folder, name)
  const file = path.slice(folder.length).replace(/^[/\\]+/, '')
  const parser = parse({
    bom: true,
    columns: (header: string[]) => {
      for (const column of columns)
        if (!header.includes(column)) throw new BadFile(`${file} has no column ${column}`)
      return header
    },
  })
  const from = createReadStream(path)
  const flowing = path.endsWith('.gz')
    ? pipeline(from, createGunzip(), parser)
    : pipeline(from, parser)
  // What went wrong reaches us as the parser's own error; unheard here, it would end the process.
  flowing.catch(() => {})
  let number = 0
  let lines: Line[] = []
  try {
    for await (const cells of parser) {
      number += 1
      if (number <= skip) continue
      for (const cell of Object.values(cells as Record<string, string>))
        if (cell.includes('\ufffd')) throw new BadFile(`${file}, line ${number + 1}: not UTF-8`)
      lines.push(new Line(cells, file, number + 1))
      if (lines.length === size) {
        yield { lines, through: number }
        lines = []
      }
    }
    await flowing
  } catch (error) {
    if (error instanceof BadFile) throw error
    if (error instanceof CsvError) throw new BadFile(`${file}: ${error.message}`)
    const { code = '' } = error as { code?: string }
    if (code.startsWith('Z_')) throw new BadFile(`${file} is no whole gzip file`)
    throw error
  } finally {
    from.destroy()
  }
  if (lines.length > 0) yield { lines, through: number }
}
