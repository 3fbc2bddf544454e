/** What is wrong with an archive. */
export type ZipFault =
  /** No zip, or a damaged one. */
  | 'not a zip'
  /** More bytes, entries or longer names than are taken. */
  | 'too large'
  /** An entry that would leave the folder, or be written twice or through a link. */
  | 'unsafe'
  /** Encrypted, or packed in a way that cannot be read. */
  | 'unsupported'

/** An archive that is refused. The message names the entry and needs nothing added to be understood. */
export class ZipError extends Error {
  override readonly name = 'ZipError'
  readonly fault: ZipFault

  constructor(fault: ZipFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}
