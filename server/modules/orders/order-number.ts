import { HOUR } from '../../kernel/time.ts'
import { type Db, row } from '../../platform/db.ts'

/** So many numbers a process draws at once; the sequence counts in these steps. */
const BLOCK = 1_000n
/** Has no divisor in common with 10^12, so a cycle of that many numbers holds none twice. */
const FACTOR = 618_033_988_749n
const START = 271_828_182_845n
const CYCLE = 1_000_000_000_000n

/** Public order number: the day (in China) and twelve digits that neither repeat nor tell how many were sold. */
export const orderNumber = (n: bigint, at: Date): string =>
  new Date(at.getTime() + 8 * HOUR).toISOString().slice(2, 10).replaceAll('-', '') +
  ((n * FACTOR + START) % CYCLE).toString().padStart(12, '0')

type Block = { next: bigint; end: bigint }
/** By the pool's adapter: the one object that a handle shares with its transactions. */
const blocks = new WeakMap<object, Block>()

/** Draws numbers that nobody else has; a block that a dead process held is never used. */
export async function drawNumbers(db: Db, count: number, at: Date): Promise<string[]> {
  const pool = db.getExecutor().adapter
  const numbers: string[] = []
  while (numbers.length < count) {
    let block = blocks.get(pool)
    if (!block || block.next > block.end) {
      const drawn = await row<{ first: bigint }>(db)`select nextval('order_numbers') as first`
      const { first } = drawn as { first: bigint }
      block = { next: first, end: first + BLOCK - 1n }
      blocks.set(pool, block)
    }
    numbers.push(orderNumber(block.next, at))
    block.next += 1n
  }
  return numbers
}
