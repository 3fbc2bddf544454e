import { type RandomSource, randomBelow } from '../../../src/base/random.ts'

/** Pieces that break parsers: framing, numbers, nesting, encodings, entities, names of prototypes. */
const dictionary: readonly string[] = [
  '\r\n', '\r\n\r\n', '\n', '\0', '%', '%00', '%zz', '%c0%af', '..', '/../', '//', '?', '&', '&&', '=', ';', '"', "'", '\\', '\\u0000',
  '\\ud800', '{', '}', '[', ']', ':', ',', 'null', 'true', '1e999', '-1', '9007199254740993', '99999999999999999999999999', 'NaN', 'Infinity',
  '__proto__', 'constructor', 'toString', 'é', '\u{1f600}', '\ufeff', '<', '>', '<!DOCTYPE a [<!ENTITY b "c">]>', '&b;', '&#x0;', '<![CDATA[', ']]>',
  'Action=', 'Action=Nothing', 'Version=1', '.member.1', '.member.999999999', '.member.-1', '.entry.1.key', 'X-Amz-Target: ', 'X-Amz-Target: a.b\r\n',
  'Content-Length: 99999999\r\n', 'Content-Length: -1\r\n', 'Transfer-Encoding: chunked\r\n', 'Expect: 100-continue\r\n', 'Upgrade: websocket\r\nConnection: Upgrade\r\n',
  'Content-Encoding: gzip\r\n', 'Host: \r\n', 'Host: bucket.s3.localhost\r\n', 'Authorization: \r\n', 'Authorization: AWS4-HMAC-SHA256\r\n', 'Authorization: Bearer x\r\n',
  'Credential=', 'Credential=////', 'SignedHeaders=', 'Signature=', 'aws4_request', 'smithy-protocol: rpc-v2-cbor\r\n', 'ffffffffffffffff\r\n', ';chunk-signature=0',
] // biome-ignore format: a table

const nested: readonly ((depth: number) => string)[] = [
  (depth) => '['.repeat(depth),
  (depth) => '{"a":'.repeat(depth),
  (depth) => '<a>'.repeat(depth),
  (depth) => 'a.member.1.'.repeat(depth),
  (depth) => '('.repeat(depth),
  (depth) => '\x81'.repeat(depth),
]

/** A spoiled copy of a request. What is done is decided by the random source alone. */
export function mutate(random: RandomSource, seeds: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(pick(random, seeds))
  for (let rounds = 1 + randomBelow(random, 4); rounds > 0; rounds--) bytes = once(random, bytes, seeds)
  return bytes.subarray(0, 256 * 1024)
}

function once(random: RandomSource, bytes: Buffer, seeds: readonly Buffer[]): Buffer {
  const at = randomBelow(random, bytes.length + 1)
  const length = randomBelow(random, Math.min(64, bytes.length - at) + 1)
  switch (randomBelow(random, 9)) {
    case 0:
      return splice(bytes, at, 1, Buffer.from(random.bytes(1)))
    case 1:
      return splice(bytes, at, length, Buffer.alloc(0))
    case 2:
      return splice(bytes, at, 0, bytes.subarray(at, at + length))
    case 3:
      return bytes.subarray(0, at)
    case 4:
      return splice(bytes, at, 0, Buffer.from(pick(random, nested)(10 ** randomBelow(random, 5)), 'latin1'))
    case 5:
      return splice(bytes, at, randomBelow(random, 9), Buffer.from(random.bytes(randomBelow(random, 33))))
    case 6: {
      const other = pick(random, seeds)
      return Buffer.concat([bytes.subarray(0, at), other.subarray(randomBelow(random, other.length))])
    }
    case 7:
      return repairLength(bytes)
    default:
      return repairLength(
        splice(bytes, at, randomBelow(random, 5), Buffer.from(pick(random, dictionary), 'utf8')),
      )
  }
}

/** Sets Content-Length to what the body really has, so that a spoiled body gets past the framing. */
function repairLength(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return bytes
  const head = bytes
    .subarray(0, end)
    .toString('latin1')
    .replace(/content-length: *\S*/i, `Content-Length: ${bytes.length - end - 4}`)
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes.subarray(end)])
}

function splice(bytes: Buffer, at: number, remove: number, insert: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(Math.min(bytes.length, at + remove))])
}

function pick<T>(random: RandomSource, choices: readonly T[]): T {
  const choice = choices[randomBelow(random, choices.length)]
  if (choice === undefined) throw new Error('Nothing to choose from')
  return choice
}
