/**
 * A self-signed X.509 certificate for an RSA key, in PEM. Node.js reads certificates and makes none. Source: RFC 5280, section 4.1;
 * ITU-T X.690 for DER.
 */
import { type KeyObject, sign } from 'node:crypto'

/** Object identifiers, as DER writes them. */
const commonName = Buffer.from([0x55, 0x04, 0x03])
const sha256WithRsa = Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])

/** Tags. */
const integer = 0x02
const bitString = 0x03
const nothing = 0x05
const objectIdentifier = 0x06
const utf8String = 0x0c
const generalizedTime = 0x18
const utcTime = 0x17
const sequence = 0x30
const set = 0x31
const version = 0xa0

const dayMs = 86_400_000
/** Nobody is there to renew it. */
const validYears = 100

export interface CertificateFacts {
  readonly name: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** When it is made: it is valid from the day before on, for clocks that are behind. Unit: milliseconds since the epoch. */
  readonly at: number
  /** Sixteen bytes of chance. */
  readonly serial: Uint8Array
}

export function selfSignedCertificate({ name, privateKey, publicKey, at, serial }: CertificateFacts): string {
  const algorithm = der(sequence, der(objectIdentifier, sha256WithRsa), der(nothing))
  const subject = der(
    sequence,
    der(set, der(sequence, der(objectIdentifier, commonName), der(utf8String, Buffer.from(name, 'utf8')))),
  )
  const until = new Date(at)
  until.setUTCFullYear(until.getUTCFullYear() + validYears)
  const serialNumber = Buffer.from(serial)
  // Positive, and without leading zeros.
  serialNumber[0] = ((serialNumber[0] ?? 0) & 0x7f) | 0x40
  const body = der(
    sequence,
    der(version, der(integer, Buffer.from([2]))),
    der(integer, serialNumber),
    algorithm,
    subject,
    der(sequence, time(new Date(at - dayMs)), time(until)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = der(sequence, body, algorithm, der(bitString, Buffer.from([0]), signature))
  const text = whole.toString('base64').replaceAll(/.{64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${text.trimEnd()}\n-----END CERTIFICATE-----\n`
}

/** Source: RFC 5280, section 4.1.2.5: two digits of the year through 2049. */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().replaceAll(/[-:T]|\.\d+/g, '')}`
  return date.getUTCFullYear() < 2050
    ? der(utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : der(generalizedTime, Buffer.from(digits, 'latin1'))
}

function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...length(content.length)]), content])
}

function length(bytes: number): number[] {
  if (bytes < 0x80) return [bytes]
  const digits: number[] = []
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256)
  return [0x80 | digits.length, ...digits]
}
