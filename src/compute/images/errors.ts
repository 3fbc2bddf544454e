/** What is wrong with an image, or with where it comes from. */
export type ImageFault =
  /** No form of a reference that is understood. */
  | 'bad reference'
  /** There is no such image, or none for this architecture. */
  | 'not found'
  /** The registry wants other credentials. */
  | 'not allowed'
  /** The registry or the disk did not answer as it should; another try may help. */
  | 'unreachable'
  /** Not an image, damaged, or made in a way that is not read here. */
  | 'not an image'
  /** A layer that would write outside of the image's root. */
  | 'unsafe'
  /** Larger than Lambda takes. */
  | 'too large'

/** An image that cannot be had. The message is for people and needs nothing added. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
  readonly fault: ImageFault

  constructor(fault: ImageFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}
