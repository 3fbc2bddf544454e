import type { RequestHead } from './request-head.ts'
import type { Signature } from './signature.ts'

/** Holds a request against its signature. Fails with SignatureDoesNotMatch and its kin. */
export interface SignatureVerifier {
  /** `body` is undefined when it streams: then its hash header is what was signed. */
  verify(head: RequestHead, signature: Signature, secretAccessKey: string, body: Uint8Array | undefined): void
}
