import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { busy } from '../../kernel/refusal.ts'

const derive = promisify(argon2)

/** OWASP’s figures for argon2id: 19 MiB, two passes. Stored with the hash, so they can be raised later. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

/** Hashing is made to be slow; a storm of sign-ins may use four at once and must not starve orders. */
const AT_ONCE = 4
const QUEUE = 200
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= QUEUE) throw busy()
    await new Promise<void>((go) => waiting.push(go))
  }
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const hash = (password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> =>
  inTurn(
    () =>
      derive('argon2id', {
        message: Buffer.from(password.normalize('NFC')),
        nonce,
        ...cost,
      }) as Promise<Buffer>,
  )

/** `argon2id$19456$2$1$<salt>$<hash>` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const made = await hash(password, salt, COST)
  return [
    'argon2id',
    COST.memory,
    COST.passes,
    COST.parallelism,
    salt.toString('base64url'),
    made.toString('base64url'),
  ].join('$')
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, kept] = stored.split('$')
  const expected = Buffer.from(kept ?? '', 'base64url')
  const made = await hash(password, Buffer.from(salt ?? '', 'base64url'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  })
  return timingSafeEqual(made, expected)
}

let decoy: Promise<string> | undefined
/** Takes as long for an unknown name as for a known one: who is registered is not told by the clock. */
export const isNobodysPassword = async (password: string): Promise<false> => {
  decoy ??= hashPassword(randomBytes(16).toString('hex'))
  await isPassword(password, await decoy)
  return false
}
