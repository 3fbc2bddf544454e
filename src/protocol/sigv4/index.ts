/** Signature Version 4, as a server reads it. */
export {
  type Authorization,
  ecdsaAlgorithm,
  hmacAlgorithm,
  readAuthorization,
  type SignedHead,
} from './authorization.ts'
export {
  type ChunkedFacts,
  chunkedFacts,
  trailingAlgorithm,
  type UnwrapOptions,
  unwrapChunked,
} from './aws-chunked.ts'
export { canonicalRequest } from './canonical-request.ts'
export { familyOf, type SignatureFamily } from './family.ts'
export { type RunningHash, type SigningHashes, sameText } from './hashes.ts'
export { expiredToken, missingSignature, unknownKey, wrongToken } from './refusals.ts'
export { type SignOptions, signRequest } from './sign.ts'
export { SigningKeys } from './signing-key.ts'
export { checkPresignedLapse } from './signing-time.ts'
export {
  type ChunkSeed,
  holdBodyHash,
  type SignedText,
  type VerifiedSignature,
  type VerifyOptions,
  verifySignature,
  verifyText,
} from './verify.ts'
