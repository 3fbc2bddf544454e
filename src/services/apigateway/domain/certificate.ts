/** A certificate that signs itself, as bytes of DER. Source: RFC 5280, sections 4.1 and 4.2; X.690. */

/** What a certificate says. `subjectKey`: a public key as SubjectPublicKeyInfo, in DER. Instants in milliseconds since the epoch. */
export interface CertificateFacts {
  /** Positive; the first bit is not set. */
  readonly serial: Uint8Array
  /** Pairs of an object identifier and a text, in order. */
  readonly name: ReadonlyArray<readonly [string, string]>
  readonly notBefore: number
  readonly notAfter: number
  readonly subjectKey: Uint8Array
}

/** Identifiers of parts of names. */
export const country = '2.5.4.6'
export const state = '2.5.4.8'
export const locality = '2.5.4.7'
export const organization = '2.5.4.10'
export const commonName = '2.5.4.3'

const rsaWithSha256 = '1.2.840.113549.1.1.11'

/** The bytes of a certificate. `sign`: RSA with SHA-256 (PKCS #1 v1.5) by the key that belongs to `subjectKey`. */
export function selfSigned(facts: CertificateFacts, sign: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const algorithm = sequence(identifier(rsaWithSha256), tagged(0x05))
  const name = sequence(
    ...facts.name.map(([id, text]) =>
      tagged(0x31, sequence(identifier(id), tagged(0x0c, new TextEncoder().encode(text)))),
    ),
  )
  const body = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    integer(facts.serial),
    algorithm,
    name,
    sequence(time(facts.notBefore), time(facts.notAfter)),
    name,
    facts.subjectKey,
  )
  const signature = tagged(0x03, Uint8Array.of(0), sign(body))
  return sequence(body, algorithm, signature)
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tagged(0x30, ...parts)
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return joined([Uint8Array.of(tag), lengthOf(length), ...parts])
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.of(0x80 | bytes.length, ...bytes)
}

function integer(value: Uint8Array): Uint8Array {
  const padded = (value[0] ?? 0) & 0x80 ? joined([Uint8Array.of(0), value]) : value
  return tagged(0x02, padded)
}

function identifier(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return tagged(0x06, Uint8Array.of(first * 40 + second, ...rest.flatMap(base128)))
}

function base128(value: number): number[] {
  const digits = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest % 128) | 0x80)
  return digits
}

/** Years from 2050 on are written with four digits. */
function time(at: number): Uint8Array {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
  const isShort = text < '2050'
  return tagged(isShort ? 0x17 : 0x18, new TextEncoder().encode(isShort ? text.slice(2) : text))
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
