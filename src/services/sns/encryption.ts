/**
 * Texts of messages, encrypted at rest under the topic's key of KMS: whoever publishes uses the key himself. Topic, ids, subject and
 * attributes are not encrypted. Source: SNS Developer Guide, "Securing Amazon SNS data with server-side encryption".
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Caller, OperationContext } from '../../dispatch/index.ts'
import { type TopicAddress, topicArn } from './domain/names.ts'
import type { Notification } from './domain/notification.ts'
import { dataKeyReuseMs } from './limits.ts'
import type { Kept, Topic } from './records.ts'
import type { SnsRoom } from './room.ts'

/** A message as it is kept. Fails with SNS's errors about keys. */
export async function sealNotification(
  room: Pick<SnsRoom, 'dataKeys'>,
  context: OperationContext,
  topic: Topic,
  notification: Notification,
): Promise<Kept> {
  const keyId = topic.attributes.KmsMasterKeyId
  if (keyId === undefined) return notification
  const { message, perProtocol, ...rest } = notification
  const sealing = { keyId, boundTo: { 'aws:sns:topicArn': topicArn(topic) }, reuseMs: dataKeyReuseMs }
  try {
    const sealed = await room.dataKeys.seal(context, sealing, JSON.stringify({ message, perProtocol }))
    return { ...rest, message: '', sealed }
  } catch (error) {
    const code = error instanceof AwsError ? codes[error.code] : undefined
    if (!(error instanceof AwsError) || code === undefined) throw error
    throw new AwsError(code, error.message, { cause: error })
  }
}

/** A message as it was published. SNS opens it for the topic's owner. Fails with KMS's errors. */
export async function openNotification(
  room: Pick<SnsRoom, 'dataKeys'>,
  topic: TopicAddress,
  { sealed, ...rest }: Kept,
): Promise<Notification> {
  if (sealed === undefined) return rest
  const text = await room.dataKeys.open(ownerOf(topic), sealed, dataKeyReuseMs)
  return { ...rest, ...(JSON.parse(text) as Pick<Notification, 'message' | 'perProtocol'>) }
}

function ownerOf({ accountId, region }: TopicAddress): Caller {
  const [, partition] = topicArn({ accountId, region, name: '' }).split(':')
  const arn = `arn:${partition}:iam::${accountId}:root`
  return { accountId, region, principal: { type: 'root', accountId, arn, userId: accountId } }
}

/** Source: API Reference, Publish, "Errors". */
const codes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KMSAccessDeniedException',
  DisabledException: 'KMSDisabledException',
  InvalidKeyUsageException: 'KMSInvalidStateException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  NotFoundException: 'KMSNotFoundException',
}
