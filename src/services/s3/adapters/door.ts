/** The front door as this desk knows it; the same shapes stand in its own room. */
import type { AwsError } from '../../../aws/aws-error.ts'
import type { Caller } from '../../../dispatch/index.ts'
import type { Answer } from '../../../http/index.ts'

/** What the front door does for this desk. */
export interface Door {
  readonly requestId: string
  anonymous(): Caller
  identify(signature: {
    readonly family: 's3'
    readonly version: 2 | 4
    readonly signingName: string
    readonly accessKeyId: string
    readonly date: string
    readonly region: string
    readonly service: string
    readonly signature: string
    readonly sessionToken: string | undefined
    readonly text: string
  }): Promise<Caller>
  run(operation: string, input: object, caller: Caller): Promise<object>
  word(error: AwsError): Answer
}
