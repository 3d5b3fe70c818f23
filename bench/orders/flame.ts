/** What V8 writes down: a tree of calls, and which of them ran at each sample. */
export type CpuProfile = {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

/** A call with all calls of the same function below the same caller. Times in µs. */
export type Call = {
  name: string
  /** In the function itself; with everything it called. */
  own_us: number
  all_us: number
  calls: Call[]
}

const WAITING = new Set(['(idle)', '(program)'])

const nameOf = ({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']) => {
  const file = url.split('/').slice(-2).join('/')
  return `${functionName || 'unnamed'}${file ? ` ${file}:${lineNumber + 1}` : ''}`
}

/** The whole time the processor worked; what was waiting is left out. */
export function treeOf({ nodes, samples, timeDeltas }: CpuProfile): Call {
  const own = new Map<number, number>()
  for (const [place, id] of samples.entries())
    own.set(id, (own.get(id) ?? 0) + Math.max(0, timeDeltas[place] ?? 0))
  const by_id = new Map(nodes.map((node) => [node.id, node]))
  const callOf = (id: number): Call => {
    const { callFrame, children = [] } = by_id.get(id) as CpuProfile['nodes'][number]
    const own_us = own.get(id) ?? 0
    const calls = children
      .filter((child) => !WAITING.has(by_id.get(child)?.callFrame.functionName ?? ''))
      .map(callOf)
    const all_us = calls.reduce((sum, call) => sum + call.all_us, own_us)
    return { name: nameOf(callFrame), own_us, all_us, calls }
  }
  return callOf(nodes[0]?.id as number)
}

/** The functions that took most time themselves, with their share. */
export function dearest(tree: Call, most = 25): string[] {
  const sums = new Map<string, number>()
  const visit = (call: Call) => {
    sums.set(call.name, (sums.get(call.name) ?? 0) + call.own_us)
    call.calls.forEach(visit)
  }
  visit(tree)
  return [...sums]
    .sort(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(
      ([name, us]) =>
        `${((us / tree.all_us) * 100).toFixed(1).padStart(5)} %  ${(us / 1_000).toFixed(0).padStart(6)} ms  ${name}`,
    )
}

const WIDTH = 1_400
const HEIGHT = 17

/** An icicle: callers above, callees below, width is time. Calls narrower than a pixel are left out. */
export function flamePicture(tree: Call): string {
  const boxes: string[] = []
  let deepest = 0
  const draw = (call: Call, from: number, depth: number) => {
    const width = (call.all_us / tree.all_us) * WIDTH
    if (width < 1) return
    deepest = Math.max(deepest, depth)
    const y = depth * HEIGHT
    const share = ((call.all_us / tree.all_us) * 100).toFixed(1)
    const words = escaped(call.name.slice(0, Math.floor(width / 6.4)))
    boxes.push(
      `<g><title>${escaped(call.name)} ${share} %</title><rect x="${from.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${HEIGHT - 1}" fill="${colourOf(call.name)}"/>` +
        `${width > 30 ? `<text x="${(from + 3).toFixed(1)}" y="${y + 12}">${words}</text>` : ''}</g>`,
    )
    let at = from
    for (const next of call.calls.toSorted((one, other) => other.all_us - one.all_us)) {
      draw(next, at, depth + 1)
      at += (next.all_us / tree.all_us) * WIDTH
    }
  }
  draw(tree, 0, 0)
  const height = (deepest + 1) * HEIGHT
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11">\n${boxes.join('\n')}\n</svg>\n`
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Ours, what we depend on, and the engine's own. */
const colourOf = (name: string): string =>
  /(platform|modules|orders|kernel|inventory|payments|accounts|catalog|policies)\//.test(name)
    ? '#f4a259'
    : name.includes('node:')
      ? '#9ec1cf'
      : /\.(c|m)?js:/.test(name)
        ? '#cfe1b9'
        : '#d9d9d9'
