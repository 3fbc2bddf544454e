import type { Readable } from 'node:stream'
import type { Descriptor } from '../documents.ts'

/** Bytes of a manifest or an index, and what they are called. */
export interface Document {
  readonly bytes: Uint8Array
  readonly digest: string
}

/** Where an image is read from. What it gives is not trusted: digests are verified by whoever reads. */
export interface ImageSource {
  /** What the reference names: a manifest or an index. */
  top(): Promise<Document>
  /** A manifest that an index names. */
  document(descriptor: Descriptor): Promise<Document>
  /** A configuration or a layer. */
  blob(descriptor: Descriptor): Promise<Readable>
  close(): Promise<void>
}
