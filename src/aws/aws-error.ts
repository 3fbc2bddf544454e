/** Whose fault an error is: `client` answers 4xx and is not retried by SDKs, `server` answers 5xx and is. */
export type Fault = 'client' | 'server'

/** What an {@link AwsError} carries beside its code and message. */
export interface AwsErrorOptions {
  /** HTTP status. Default: 400 for a client fault, 500 for a server fault. */
  readonly statusCode?: number
  /** Default: `client`. */
  readonly fault?: Fault
  /** Further members of the error's shape, as the model names them (for example `Type` in Lambda's errors). */
  readonly fields?: Readonly<Record<string, unknown>>
  /** Headers of the answer that no member of the shape is bound to (S3's ETag beside 304, the region beside 301). */
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
  /**
   * The code in the query protocol (or in `x-amzn-query-error`), where it is another than `code` and the model does not say so:
   * SQS's `InvalidParameterValueException` is `InvalidParameterValue` there.
   */
  readonly queryCode?: string
}

/**
 * An error in AWS's own terms. `code` is the name of the error's shape in the service's model where it has one
 * (`ResourceNotFoundException`, `NoSuchEntityException`), else the code as AWS sends it (`AccessDenied`,
 * `ThrottlingException`). The protocol turns it into bytes; a shape's own wire code and status win over these.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  readonly statusCode: number | undefined
  readonly fault: Fault
  readonly fields: Readonly<Record<string, unknown>>
  readonly queryCode: string | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fault = options.fault ?? 'client'
    this.statusCode = options.statusCode
    this.fields = options.fields ?? {}
    this.queryCode = options.queryCode
    this.headers = options.headers
  }
}
