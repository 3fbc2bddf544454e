/**
 * Where records and dead letters of asynchronous invocations may go.
 * Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations".
 */

/** The service that an ARN belongs to, as a destination; undefined for one that takes no records. */
export type DestinationKind = 'sqs' | 'sns' | 'lambda' | 'events' | 's3'

const forms: ReadonlyArray<readonly [DestinationKind, RegExp]> = [
  ['sqs', /^arn:aws[a-zA-Z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(?:\.fifo)?$/],
  ['sns', /^arn:aws[a-zA-Z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/],
  [
    'lambda',
    /^arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(?::(?:\$LATEST|[\w-]{1,128}))?$/,
  ],
  ['events', /^arn:aws[a-zA-Z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256}$/],
  ['s3', /^arn:aws[a-zA-Z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/],
]

/** What a destination's ARN names. */
export function destinationKind(arn: string): DestinationKind | undefined {
  return forms.find(([, form]) => form.test(arn))?.[0]
}

/** The destinations of an event invoke configuration. */
export type Destinations = { readonly onSuccess?: string; readonly onFailure?: string }

/** Whether each destination takes records of its condition: buckets keep those of failures alone. FIFO is for nobody. */
export function areDestinations({ onSuccess, onFailure }: Destinations): boolean {
  const takes = (arn: string | undefined, kinds: readonly DestinationKind[]) => {
    if (arn === undefined) return true
    const kind = destinationKind(arn)
    return kind !== undefined && kinds.includes(kind) && !arn.endsWith('.fifo')
  }
  const everybody: DestinationKind[] = ['sqs', 'sns', 'lambda', 'events']
  return takes(onSuccess, everybody) && takes(onFailure, [...everybody, 's3'])
}

/** AWS's words for destinations that are none. Source: observed on AWS, PutFunctionEventInvokeConfig, 2023-11-20. */
export function invalidDestinations({ onSuccess, onFailure }: Destinations): string {
  const success = onSuccess === undefined ? 'null' : `OnSuccess(destination=${onSuccess})`
  const failure = onFailure === undefined ? 'null' : `OnFailure(destination=${onFailure})`
  return `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure}) is invalid.`
}

/** The longest error message that a dead letter carries. Unit: bytes. Source: Developer Guide, "Dead-letter queues": 1 KB. */
const errorMessageBytes = 1024

/** What a dead letter says beside the event. */
export interface DeadLetterFacts {
  readonly requestId: string
  /** The HTTP status of the last attempt: 200 when the function answered with an error. */
  readonly errorCode: number
  readonly errorMessage: string
}

/** A message attribute as SQS and SNS take it. */
type Attribute = { readonly DataType: 'String' | 'Number'; readonly StringValue: string }

/** The attributes of a dead letter. Source: Lambda Developer Guide, "Dead-letter queues", message attributes. */
export function deadLetterAttributes(facts: DeadLetterFacts): Record<string, Attribute> {
  const message = firstBytes(facts.errorMessage, errorMessageBytes)
  return {
    RequestID: { DataType: 'String', StringValue: facts.requestId },
    ErrorCode: { DataType: 'Number', StringValue: String(facts.errorCode) },
    // SQS and SNS take no empty attribute.
    ...(message === '' ? {} : { ErrorMessage: { DataType: 'String', StringValue: message } }),
  }
}

/** The `errorMessage` of a function's error payload; the payload itself when it has none. */
export function errorMessageOf(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload)
    if (value !== null && typeof value === 'object' && 'errorMessage' in value) {
      const { errorMessage } = value
      return typeof errorMessage === 'string' ? errorMessage : JSON.stringify(errorMessage)
    }
  } catch {
    // Not JSON: then it is the message.
  }
  return payload
}

function firstBytes(text: string, count: number): string {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= count) return text
  let end = count
  // Not in the middle of a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return new TextDecoder().decode(bytes.subarray(0, end))
}
