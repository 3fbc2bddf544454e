import type * as Api from '@aws-sdk/client-sqs'
import { parseAccountId } from '../../../aws/identifiers.ts'
import type { Operation } from '../../../dispatch/index.ts'
import { endpointOf } from '../attribute-rules.ts'
import { authorize } from '../authorization.ts'
import { queueUrl } from '../domain/names.ts'
import { missingParameter, queueDoesNotExist } from '../errors.ts'
import type { SqsRoom } from '../room.ts'

/** The address of a queue, of another account too when its policy lets the caller have it. */
export function getQueueUrl(room: SqsRoom): Operation<Api.GetQueueUrlRequest, Api.GetQueueUrlResult> {
  return async ({ QueueName: name, QueueOwnerAWSAccountId: owner }, context) => {
    if (name === undefined || name === '') throw missingParameter('QueueName')
    const accountId = owner === undefined ? context.accountId : parseAccountId(owner)
    if (accountId === undefined) throw queueDoesNotExist()
    const found = await room.directory.find({ accountId, region: context.region, name })
    if (found === undefined) throw queueDoesNotExist()
    authorize(context, found, 'GetQueueUrl')
    return { QueueUrl: queueUrl(endpointOf(context), { accountId, name }) }
  }
}
