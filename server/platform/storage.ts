import { randomBytes } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

/** Where files of people lie. Keys are made here, never by callers' input. */
export type Storage = {
  /** Stores bytes under a new random key; durable (file and folder synced) when it returns. */
  put: (kind: string, extension: string, bytes: Uint8Array) => Promise<string>
  read: (key: string) => Promise<{ stream: Readable; size: number } | undefined>
  remove: (key: string) => Promise<void>
}

const KEY = /^[a-z]{2,20}\/[0-9a-f]{2}\/[0-9a-f]{30}\.[a-z0-9]{2,5}$/

/** Files on the local disk under `root`. */
export function diskStorage(root: string): Storage {
  const pathOf = (key: string): string | undefined => (KEY.test(key) ? join(root, key) : undefined)
  return {
    put: async (kind, extension, bytes) => {
      const name = randomBytes(16).toString('hex')
      const key = `${kind}/${name.slice(0, 2)}/${name.slice(2)}.${extension}`
      const path = pathOf(key)
      if (!path) throw new Error(`no storage key: ${key}`)
      await mkdir(dirname(path), { recursive: true })
      const file = await open(`${path}.part`, 'wx')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${path}.part`, path)
      const folder = await open(dirname(path), constants.O_RDONLY)
      await folder.sync().finally(() => folder.close())
      return key
    },
    read: async (key) => {
      const path = pathOf(key)
      if (!path) return undefined
      const found = await stat(path).catch(() => undefined)
      if (!found?.isFile()) return undefined
      return { stream: createReadStream(path), size: found.size }
    },
    remove: async (key) => {
      const path = pathOf(key)
      if (path) await rm(path, { force: true })
    },
  }
}

/** Address under which everybody may load a public file (pictures); private kinds are served by their module. */
export const fileUrl = (key: string | null | undefined): string | null =>
  key ? `/files/${key}` : null

/** Kinds that anybody may load by address. */
export const PUBLIC_KINDS: ReadonlySet<string> = new Set(['picture', 'thumb', 'avatar'])
