import {
  createCipheriv,
  createVerify,
  constants as crypto,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  randomBytes,
} from 'node:crypto'
import { after, DAY } from '../../../../../kernel/time.ts'
import { signText } from '../../wechat/signature.ts'
import { certificateOf } from '../certificate.ts'
import type { Asked } from '../serve.ts'
import { No, type Route } from './book.ts'

type Keys = { publicKey: KeyObject; privateKey: KeyObject }
export type SignsWith = 'certificates' | 'public_key'

const newKeys = (): Keys => generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Made once for all simulators of a process: RSA keys are slow to find. Only certificates are of one simulator alone. */
let kept: { merchant: Keys; stranger: Keys; theirs: Keys } | undefined
const keptKeys = () => {
  kept ??= { merchant: newKeys(), stranger: newKeys(), theirs: newKeys() }
  return kept
}

/** Both sides' keys: judges the merchant's signatures, and signs and encrypts what WeChat Pay says. */
export function makeSeal({ now, mode }: { now: () => Date; mode: SignsWith }) {
  const { merchant, stranger, theirs } = keptKeys()
  const api_v3_key = randomBytes(16).toString('hex')
  const serial = randomBytes(20).toString('hex').toUpperCase()
  const mchid = '1900007291'
  const public_key = { id: 'PUB_KEY_ID_0112345678902024112200389400000000', ...theirs }
  const certificates: (Keys & { serial: string; pem: string })[] = []
  let signs_with = mode

  const addCertificate = (): void => {
    const keys = newKeys()
    const serial = `5A${randomBytes(19).toString('hex')}`.toUpperCase()
    const { pem } = certificateOf(keys, {
      serial,
      from: after(now(), -DAY),
      until: after(now(), 5 * 365 * DAY),
    })
    certificates.unshift({ ...keys, serial, pem })
  }
  if (mode === 'certificates') addCertificate()

  /** The key of this moment, by its name. */
  const signer = (): { serial: string; key: KeyObject } => {
    const certificate = certificates[0]
    return signs_with === 'public_key' || !certificate
      ? { serial: public_key.id, key: public_key.privateKey }
      : { serial: certificate.serial, key: certificate.privateKey }
  }
  /** The headers that prove these words; with `wrong_key` they prove nothing. */
  const sign = (body: string, wrong_key = false, at = now()): Record<string, string> => {
    const { serial, key } = signer()
    const timestamp = String(Math.floor(at.getTime() / 1_000))
    const nonce = randomBytes(16).toString('hex')
    return {
      'content-type': 'application/json',
      'wechatpay-serial': serial,
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-signature': signText(wrong_key ? stranger.privateKey : key, [
        timestamp,
        nonce,
        body,
      ]),
    }
  }
  /** Words that only the merchant can open. */
  const encrypt = (words: string, associated_data: string) => {
    const nonce = randomBytes(6).toString('hex')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(api_v3_key), nonce)
    cipher.setAAD(Buffer.from(associated_data))
    const bytes = Buffer.concat([cipher.update(words, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return {
      algorithm: 'AEAD_AES_256_GCM',
      nonce,
      associated_data,
      ciphertext: bytes.toString('base64'),
    }
  }
  /** @throws No where the merchant has not signed this, or not now */
  function assertSigned({ method, path, headers, body }: Asked): void {
    const found =
      /^WECHATPAY2-SHA256-RSA2048 mchid="(\w+)",nonce_str="(\w{16,32})",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)"$/.exec(
        String(headers.authorization ?? ''),
      )
    const [, by, nonce, signature = '', timestamp, signed_with] = found ?? []
    const genuine =
      found &&
      by === mchid &&
      signed_with === serial &&
      Math.abs(now().getTime() - Number(timestamp) * 1_000) <= 300_000 &&
      createVerify('RSA-SHA256')
        .update(`${method}\n${path}\n${timestamp}\n${nonce}\n${body.toString('utf8')}\n`)
        .verify(merchant.publicKey, signature, 'base64')
    if (!genuine) throw new No(401, 'SIGN_ERROR')
  }

  /** @throws No where the words were concealed with another key than the one that is named */
  function opened(words: string, named: string): string {
    const key =
      named === public_key.id
        ? public_key.privateKey
        : certificates.find(({ serial }) => serial === named)?.privateKey
    if (!key) throw new No(400, 'PARAM_ERROR')
    try {
      const padding = crypto.RSA_PKCS1_OAEP_PADDING
      return privateDecrypt(
        { key, padding, oaepHash: 'sha1' },
        Buffer.from(words, 'base64'),
      ).toString('utf8')
    } catch {
      throw new No(400, 'PARAM_ERROR')
    }
  }

  return {
    sign,
    encrypt,
    opened,
    assertSigned,
    routes: [
      [
        /^GET \/v3\/certificates$/,
        () => ({
          data: certificates.map(({ serial, pem }) => ({
            serial_no: serial,
            effective_time: now().toISOString(),
            expire_time: after(now(), 5 * 365 * DAY).toISOString(),
            encrypt_certificate: encrypt(pem, 'certificate'),
          })),
        }),
      ],
    ] as Route[],
    /** What the merchant has to know. */
    settings: {
      mchid,
      serial,
      api_v3_key,
      private_key: merchant.privateKey,
      public_key:
        mode === 'public_key' ? { id: public_key.id, key: public_key.publicKey } : undefined,
    },
    public_key: { id: public_key.id, key: public_key.publicKey },
    /** A new platform certificate signs from now on; `retire` ends the old ones. */
    rotate: ({ retire = false } = {}): void => {
      addCertificate()
      if (retire) certificates.splice(1)
    },
    /** Moves to the public key, as merchants do. */
    moveToPublicKey: (): void => {
      signs_with = 'public_key'
    },
  }
}
