/**
 * QR codes as ISO/IEC 18004 has them, as far as payment links need: bytes, error correction M, versions 1 to 10 (up to 213
 * bytes). A square is true where it is black; four squares of margin around are up to whoever shows it.
 */

/** By version: error-correction bytes of a block, blocks of the first size with their data bytes, blocks of the second. */
const BLOCKS: readonly (readonly [number, number, number, number])[] = [
  [10, 1, 16, 0],
  [16, 1, 28, 0],
  [26, 1, 44, 0],
  [18, 2, 32, 0],
  [24, 2, 43, 0],
  [16, 4, 27, 0],
  [18, 4, 31, 0],
  [22, 2, 38, 2],
  [22, 3, 36, 2],
  [26, 4, 43, 1],
]
const ALIGNED_AT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

/** Powers in GF(256) over x^8 + x^4 + x^3 + x^2 + 1, and their logarithms. */
const EXP = new Uint8Array(512)
const LOG = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value
  EXP[power + 255] = value
  LOG[value] = power
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0)
}
const times = (a: number, b: number): number =>
  a && b ? (EXP[(LOG[a] as number) + (LOG[b] as number)] as number) : 0

type Grid = boolean[][]

/**
 * The squares of a code that reads as these words.
 * @throws RangeError for more than 213 bytes
 */
export function qrCode(words: string): Grid {
  const bytes = new TextEncoder().encode(words)
  const index = BLOCKS.findIndex((_, at) => bytes.length <= capacityOf(at) - (at + 1 > 9 ? 3 : 2))
  if (index < 0) throw new RangeError('too long for a code')
  const version = index + 1
  const stream = interleave(codewords(bytes, version), version)
  const size = version * 4 + 17
  const grid: Grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const fixed: Grid = grid.map((row) => [...row])
  drawPatterns(grid, fixed, version)
  drawData(grid, fixed, stream)
  let best: Grid | undefined
  let least = Number.POSITIVE_INFINITY
  for (let mask = 0; mask < 8; mask++) {
    const masked = applyMask(grid, fixed, mask)
    drawFormat(masked, mask)
    const cost = penaltyOf(masked)
    if (cost < least) {
      least = cost
      best = masked
    }
  }
  return best as Grid
}

const capacityOf = (index: number): number => {
  const [, first, size, second] = BLOCKS[index] as (typeof BLOCKS)[number]
  return first * size + second * (size + 1)
}

/** Mode, length, bytes, end, and padding up to what the version holds. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const capacity = capacityOf(version - 1)
  const bits: number[] = []
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  put(0b0100, 4)
  put(bytes.length, version > 9 ? 16 : 8)
  for (const byte of bytes) put(byte, 8)
  put(0, Math.min(4, capacity * 8 - bits.length))
  while (bits.length % 8) bits.push(0)
  const words: number[] = []
  for (let at = 0; at < bits.length; at += 8)
    words.push(bits.slice(at, at + 8).reduce((word, bit) => (word << 1) | bit, 0))
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad)
  return words
}

/** Blocks with their error correction, a byte of each in turn. */
function interleave(words: readonly number[], version: number): number[] {
  const [check, first, size, second] = BLOCKS[version - 1] as (typeof BLOCKS)[number]
  const blocks: number[][] = []
  for (let block = 0, at = 0; block < first + second; block++) {
    const length = block < first ? size : size + 1
    blocks.push(words.slice(at, at + length))
    at += length
  }
  const generator = generatorOf(check)
  const checks = blocks.map((block) => remainderOf(block, generator))
  const stream: number[] = []
  for (let at = 0; at <= size; at++)
    for (const block of blocks) if (at < block.length) stream.push(block[at] as number)
  for (let at = 0; at < check; at++) for (const one of checks) stream.push(one[at] as number)
  return stream
}

/** Coefficients of (x − 1)(x − 2)(x − 4)…, the leading 1 left out. */
function generatorOf(degree: number): number[] {
  const product = [...Array<number>(degree - 1).fill(0), 1]
  for (let step = 0, root = 1; step < degree; step++, root = times(root, 2))
    for (let at = 0; at < degree; at++)
      product[at] = times(product[at] as number, root) ^ (product[at + 1] ?? 0)
  return product
}

function remainderOf(block: readonly number[], generator: readonly number[]): number[] {
  const rest = generator.map(() => 0)
  for (const word of block) {
    const factor = word ^ (rest.shift() as number)
    rest.push(0)
    for (const [at, coefficient] of generator.entries())
      rest[at] = (rest[at] as number) ^ times(coefficient, factor)
  }
  return rest
}

function drawPatterns(grid: Grid, fixed: Grid, version: number): void {
  const size = grid.length
  const set = (row: number, column: number, black: boolean) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return
    ;(grid[row] as boolean[])[column] = black
    ;(fixed[row] as boolean[])[column] = true
  }
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    for (let y = -4; y <= 4; y++)
      for (let x = -4; x <= 4; x++) {
        const ring = Math.max(Math.abs(x), Math.abs(y))
        set(row + y, column + x, ring !== 2 && ring !== 4)
      }
  const centres = ALIGNED_AT[version - 1] as readonly number[]
  const last = centres.length - 1
  for (const [i, row] of centres.entries())
    for (const [j, column] of centres.entries()) {
      if ((i === 0 && (j === 0 || j === last)) || (i === last && j === 0)) continue
      for (let y = -2; y <= 2; y++)
        for (let x = -2; x <= 2; x++)
          set(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1)
    }
  // Room for the format, which depends on the mask.
  for (let at = 0; at < 9; at++) {
    set(8, at, at === 6)
    set(at, 8, at === 6)
    if (at < 8) set(8, size - 1 - at, false)
    if (at < 8) set(size - 1 - at, 8, false)
  }
  if (version < 7) return
  let rest = version
  for (let step = 0; step < 12; step++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let at = 0; at < 18; at++) {
    const black = ((bits >> at) & 1) === 1
    const far = size - 11 + (at % 3)
    const near = Math.floor(at / 3)
    set(near, far, black)
    set(far, near, black)
  }
}

/** Two columns at a time from the lower right, up and down in turn, around what is fixed. */
function drawData(grid: Grid, fixed: Grid, stream: readonly number[]): void {
  const size = grid.length
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++)
      for (const column of [right, right - 1]) {
        const row = ((right + 1) & 2) === 0 ? size - 1 - step : step
        if ((fixed[row] as boolean[])[column]) continue
        const word = stream[at >> 3] ?? 0
        ;(grid[row] as boolean[])[column] = ((word >> (7 - (at & 7))) & 1) === 1
        at += 1
      }
  }
}

const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (y, x) => (x + y) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (x + y) % 3 === 0,
  (y, x) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (y, x) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (y, x) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (y, x) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

const applyMask = (grid: Grid, fixed: Grid, mask: number): Grid =>
  grid.map((row, y) =>
    row.map(
      (black, x) =>
        black !== (!(fixed[y] as boolean[])[x] && (MASKS[mask] as (typeof MASKS)[number])(y, x)),
    ),
  )

function drawFormat(grid: Grid, mask: number): void {
  const size = grid.length
  // Level M is 00.
  let rest = mask
  for (let step = 0; step < 10; step++) rest = (rest << 1) ^ ((rest >> 9) * 0x537)
  const bits = ((mask << 10) | rest) ^ 0x5412
  const set = (row: number, column: number, at: number) => {
    ;(grid[row] as boolean[])[column] = ((bits >> at) & 1) === 1
  }
  for (let at = 0; at < 6; at++) set(at, 8, at)
  set(7, 8, 6)
  set(8, 8, 7)
  set(8, 7, 8)
  for (let at = 9; at < 15; at++) set(8, 14 - at, at)
  for (let at = 0; at < 8; at++) set(8, size - 1 - at, at)
  for (let at = 8; at < 15; at++) set(size - 15 + at, 8, at)
  ;(grid[size - 8] as boolean[])[8] = true
}

/** How hard it is to read: long runs, blocks, what looks like a finder, and an uneven mix. */
function penaltyOf(grid: Grid): number {
  const size = grid.length
  const at = (row: number, column: number) => (grid[row] as boolean[])[column] as boolean
  let cost = 0
  let black = 0
  for (const is_row of [true, false])
    for (let line = 0; line < size; line++) {
      let run = 0
      let text = ''
      for (let step = 0; step < size; step++) {
        const here = is_row ? at(line, step) : at(step, line)
        const same = step > 0 && here === (is_row ? at(line, step - 1) : at(step - 1, line))
        run = same ? run + 1 : 1
        if (run === 5) cost += 3
        else if (run > 5) cost += 1
        text += here ? '1' : '0'
        if (is_row && here) black += 1
      }
      for (const finder of ['10111010000', '00001011101'])
        for (let found = text.indexOf(finder); found >= 0; found = text.indexOf(finder, found + 1))
          cost += 40
    }
  for (let row = 0; row < size - 1; row++)
    for (let column = 0; column < size - 1; column++) {
      const here = at(row, column)
      if (
        here === at(row, column + 1) &&
        here === at(row + 1, column) &&
        here === at(row + 1, column + 1)
      )
        cost += 3
    }
  const percent = (black * 100) / (size * size)
  return cost + Math.floor(Math.abs(percent - 50) / 5) * 10
}
