/** How AWS services speak: bytes to values and back, for any model. */
import type { Protocol } from '../models/index.ts'
import { rpcV2Cbor } from './cbor/rpc-v2-cbor.ts'
import { awsJson } from './json/aws-json.ts'
import { awsQuery } from './query/aws-query.ts'
import { restJson } from './rest/rest-json.ts'
import { restXml } from './rest/rest-xml.ts'
import type { ServerProtocol } from './types.ts'

export { eventStreamMember } from './event-stream/encode-events.ts'
export {
  checkLegacyExpiry,
  type LegacySignature,
  readLegacySignature,
  verifyLegacySignature,
  verifyLegacyText,
} from './sigv2.ts'
export type { AnswerContext, ServerProtocol, WireRequest, WireResponse } from './types.ts'

/** All protocols that a service here speaks. */
export const protocols: Readonly<Record<Protocol, ServerProtocol>> = {
  awsJson1_0: awsJson('awsJson1_0'),
  awsJson1_1: awsJson('awsJson1_1'),
  awsQuery: awsQuery(),
  restJson1: restJson(),
  restXml: restXml(),
  rpcv2Cbor: rpcV2Cbor(),
}

export {
  type Authorization,
  canonicalRequest,
  checkPresignedLapse,
  chunkedFacts,
  expiredToken,
  familyOf,
  hmacAlgorithm,
  holdBodyHash,
  missingSignature,
  type RunningHash,
  readAuthorization,
  type SignatureFamily,
  type SigningHashes,
  SigningKeys,
  type SignOptions,
  signRequest,
  trailingAlgorithm,
  unknownKey,
  unwrapChunked,
  type VerifiedSignature,
  verifySignature,
  verifyText,
  wrongToken,
} from './sigv4/index.ts'

export { unknownOperation } from './unknown-operation.ts'
export { parseXml, type XmlElement } from './xml/parse-xml.ts'
