import { createSign, type KeyObject, X509Certificate } from 'node:crypto'

const tlv = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const size =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 255])
  return Buffer.concat([Buffer.from([tag]), size, body])
}
const sequence = (...parts: Buffer[]): Buffer => tlv(0x30, ...parts)

/** sha256WithRSAEncryption, with its empty parameters. */
const SHA256_RSA = sequence(
  Buffer.from('06092a864886f70d01010b', 'hex'),
  Buffer.from('0500', 'hex'),
)
const nameOf = (common: string): Buffer =>
  sequence(tlv(0x31, sequence(Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from(common)))))
const timeOf = (at: Date): Buffer =>
  tlv(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`))

/** A self-signed certificate, as node cannot make one: enough for what reads serial, key and end from it. */
export function certificateOf(
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  { serial, from, until }: { serial: string; from: Date; until: Date },
): { pem: string; serial: string } {
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from(serial, 'hex')),
    SHA256_RSA,
    nameOf('simulated'),
    sequence(timeOf(from), timeOf(until)),
    nameOf('simulated'),
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey)
  const der = sequence(body, SHA256_RSA, tlv(0x03, Buffer.from([0]), signature))
  return { pem: new X509Certificate(der).toString(), serial }
}
