/**
 * Reads what a client says to PostgreSQL, as far as it takes to know that a transaction with certain statements is being
 * committed (protocol 3: a type byte, a length, the rest; the very first message has no type).
 */
export function readFrontend() {
  let rest: Buffer = Buffer.alloc(0)
  let greeted = false
  let in_transaction = false
  let matched = false
  const texts = new Map<string, string>()

  /** True when this message sends a commit. */
  const hear = (type: string, body: Buffer, of: RegExp | undefined): boolean => {
    if (type === 'P') {
      const [name = '', text = ''] = wordsOf(body, 2)
      texts.set(name, text)
      return false
    }
    // Without a transaction of its own a statement is committed by the sync behind it.
    if (type === 'S') {
      const commits = matched && !in_transaction
      if (commits) matched = false
      return commits
    }
    const text =
      type === 'Q' ? wordsOf(body, 1)[0] : type === 'B' ? texts.get(wordsOf(body, 2)[1] ?? '') : ''
    if (!text) return false
    if (/^\s*(begin|start transaction)\b/i.test(text)) {
      in_transaction = true
      matched = false
      return false
    }
    if (/^\s*(commit|end)\b/i.test(text)) {
      const commits = matched
      in_transaction = matched = false
      return commits
    }
    if (/^\s*rollback\b/i.test(text)) in_transaction = matched = false
    else if (of?.test(text)) matched = true
    return false
  }
  return {
    /** Takes the next bytes; true when a commit of what matches is among them. */
    read: (bytes: Buffer, of: RegExp | undefined): boolean => {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
      let commits = false
      for (;;) {
        const head = greeted ? 1 : 0
        if (rest.length < head + 4) return commits
        const size = head + rest.readInt32BE(head)
        if (rest.length < size) return commits
        if (greeted)
          commits =
            hear(String.fromCharCode(rest[0] as number), rest.subarray(5, size), of) || commits
        greeted = true
        rest = rest.subarray(size)
      }
    },
  }
}

/** The first strings of a message, each ended by a zero. */
function wordsOf(body: Buffer, count: number): string[] {
  const words: string[] = []
  for (let from = 0; words.length < count; ) {
    const end = body.indexOf(0, from)
    if (end < 0) break
    words.push(body.toString('utf8', from, end))
    from = end + 1
  }
  return words
}
