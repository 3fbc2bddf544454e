/**
 * Bodies of messages, encrypted at rest under the queue's key of KMS. Whoever sends and receives uses the key himself: SQS asks KMS on
 * his behalf, and uses a data key again for as long as the queue says, also while its key is disabled. Attributes are not encrypted.
 * Source: SQS Developer Guide, "Encryption at rest in Amazon SQS", "Amazon SQS key management".
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { atomic } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import type { ReceivedMessage } from './receiving.ts'
import type { StoredMessage } from './records.ts'
import type { SqsRoom } from './room.ts'

/** Messages with their bodies as the queue keeps them. Fails with SQS's errors about keys. */
export async function sealBodies<Outgoing extends { readonly message: StoredMessage }>(
  room: SqsRoom,
  context: OperationContext,
  { arn, settings }: KnownQueue,
  messages: readonly Outgoing[],
): Promise<readonly Outgoing[]> {
  const { kms } = settings
  if (kms === undefined) return messages
  const sealing = { ...kms, boundTo: { 'aws:sqs:arn': arn } }
  return inWordsOfSqs(context, () =>
    Promise.all(
      messages.map(async (outgoing) => {
        const { message } = outgoing
        const sealed = await room.dataKeys.seal(context, sealing, message.body)
        return { ...outgoing, message: { ...message, body: '', sealed } }
      }),
    ),
  )
}

/**
 * Received messages with their bodies as they were sent. Fails with SQS's errors about keys; then the messages are visible again.
 */
export async function openBodies(
  room: SqsRoom,
  context: OperationContext,
  { settings }: KnownQueue,
  messages: readonly ReceivedMessage[],
): Promise<readonly ReceivedMessage[]> {
  if (messages.every(({ value }) => value.sealed === undefined)) return messages
  const reuseMs = settings.kms?.reuseMs ?? 0
  try {
    return await inWordsOfSqs(context, () =>
      Promise.all(
        messages.map(async (message) => {
          const { sealed, ...value } = message.value
          if (sealed === undefined) return message
          return { ...message, value: { ...value, body: await room.dataKeys.open(context, sealed, reuseMs) } }
        }),
      ),
    )
  } catch (error) {
    const now = context.clock.now()
    const back = messages.map(({ receipt }) => atomic(context.store).extend(receipt, now).commit())
    await Promise.all(back)
    throw error
  }
}

async function inWordsOfSqs<T>({ requestId }: OperationContext, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const code = error instanceof AwsError ? codes[error.code] : undefined
    if (!(error instanceof AwsError) || code === undefined) throw error
    throw new AwsError(
      code,
      `${error.message} (Service: AWSKMS; Status Code: 400; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`,
      { cause: error },
    )
  }
}

/** Source: API Reference, SendMessage, "Errors". */
const codes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KmsAccessDenied',
  DisabledException: 'KmsDisabled',
  InvalidKeyUsageException: 'KmsInvalidKeyUsage',
  KMSInvalidStateException: 'KmsInvalidState',
  NotFoundException: 'KmsNotFound',
}
