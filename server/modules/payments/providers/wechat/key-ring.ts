import { type KeyObject, X509Certificate } from 'node:crypto'
import { HOUR, MINUTE } from '../../../../kernel/time.ts'
import type { WechatSettings } from '../../../../platform/provider-settings.ts'
import { open, type Sealed } from './signature.ts'

type Certificates = { data: readonly { serial_no: string; encrypt_certificate: Sealed }[] }

export type KeyRing = ReturnType<typeof makeKeyRing>

/** WeChat Pay renews certificates well before the old ones end; it asks to look at least every twelve hours. */
const FRESH_MS = 12 * HOUR
/** Forged callbacks name serials that do not exist: they make us look at most so often. */
const BETWEEN_LOOKS_MS = MINUTE

/**
 * The keys that WeChat Pay signs with: its public key (`PUB_KEY_ID_…`), and the platform certificates it rotates. Both at once
 * while a merchant moves from the one to the other: whichever an answer or a callback names is the one it is judged by.
 */
export function makeKeyRing({ settings, now }: { settings: WechatSettings; now: () => Date }) {
  const certificates = new Map<string, { key: KeyObject; until: number }>()
  let looked_at = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | undefined

  const keyOf = (serial: string): KeyObject | undefined => {
    if (settings.public_key?.id === serial) return settings.public_key.key
    const found = certificates.get(serial)
    return found && found.until > now().getTime() ? found.key : undefined
  }

  return {
    keyOf,
    /** Opens a download of `/v3/certificates`; what is listed there now is what counts from now on. */
    keep: ({ data }: Certificates): void => {
      const listed = data.map(({ serial_no, encrypt_certificate }) => {
        const certificate = new X509Certificate(open(settings.api_v3_key, encrypt_certificate))
        return {
          serial_no,
          key: certificate.publicKey,
          until: Date.parse(certificate.validTo),
        }
      })
      certificates.clear()
      for (const { serial_no, key, until } of listed) certificates.set(serial_no, { key, until })
    },
    /** Sees to it that the key of this serial is here if there is one: downloads when it is new to us, or it is time. */
    prepare: async (serial: string, download: () => Promise<void>): Promise<void> => {
      if (serial === settings.public_key?.id || /^PUB_KEY_ID_/.test(serial)) return
      const since = now().getTime() - looked_at
      if (since < (keyOf(serial) ? FRESH_MS : BETWEEN_LOOKS_MS)) return looking
      looked_at = now().getTime()
      looking = download().finally(() => {
        looking = undefined
      })
      return looking
    },
    /** The key that what we conceal is meant for, with its name. */
    theirs: (): { serial: string; key: KeyObject } | undefined => {
      if (settings.public_key)
        return { serial: settings.public_key.id, key: settings.public_key.key }
      const [newest] = [...certificates].sort(([, one], [, other]) => other.until - one.until)
      return newest && { serial: newest[0], key: newest[1].key }
    },
  }
}
