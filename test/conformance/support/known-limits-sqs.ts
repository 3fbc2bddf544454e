/** What the SDK's client of SQS holds its answers against: the MD5 of every message's body. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { Values } from './arbitraries.ts'
import { isRecord } from './difference.ts'
import type { Agreement, MemberLimit } from './known-limits.ts'

const reason = 'The client refuses a message whose MD5 is not that of its body'

export const sqsMemberLimits: readonly MemberLimit[] = [
  {
    service: 'sqs',
    side: 'input',
    reason: 'The client looks answers up by their ids in an object that has a few members from the start',
    matches: ({ name }, structure) => structure.name === 'SendMessageBatchRequestEntry' && name === 'Id',
    values: fc.stringMatching(/^[a-z0-9]{1,3}-$/),
  },
  {
    service: 'sqs',
    protocol: 'awsQuery',
    side: 'input',
    reason: 'In a form it has the same name as MessageSystemAttributeNames, which took its place',
    matches: ({ name }, structure) => structure.name === 'ReceiveMessageRequest' && name === 'AttributeNames',
    values: 'absent',
  },
]

export const sqsAgreements: readonly Agreement[] = [
  {
    service: 'sqs',
    operation: 'SendMessage',
    reason,
    agree: (input, output) => ({ ...output, MD5OfMessageBody: md5Of(input.MessageBody) }),
  },
  {
    service: 'sqs',
    operation: 'SendMessageBatch',
    reason,
    agree: (input, output) => ({
      ...output,
      Successful: recordsOf(output.Successful).flatMap((entry) => {
        const bodies = recordsOf(input.Entries).filter(({ Id }) => Id === entry.Id)
        // Two messages of one id cannot both be held against one answer.
        return bodies.length > 1 ? [] : [{ ...entry, MD5OfMessageBody: md5Of(bodies[0]?.MessageBody) }]
      }),
    }),
  },
  {
    service: 'sqs',
    operation: 'ReceiveMessage',
    reason,
    agree: (_input, output) => ({
      ...output,
      Messages:
        output.Messages &&
        recordsOf(output.Messages).map((message) => ({ ...message, MD5OfBody: md5Of(message.Body) })),
    }),
  },
]

function recordsOf(value: unknown): readonly Values[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function md5Of(body: unknown): string {
  return createHash('md5')
    .update(typeof body === 'string' ? body : '')
    .digest('hex')
}
