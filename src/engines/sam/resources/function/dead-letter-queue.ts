import { InvalidResource } from '../../errors.ts'
import { expectString } from '../../model/expect.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { pythonRepresentation } from '../../python/text.ts'
import { type Dict, has, isTruthy } from '../../python/values.ts'

/** What a function may do with its dead-letter queue, by the queue's type. */
export const deadLetterActions: Readonly<Record<string, string>> = {
  SQS: 'sqs:SendMessage',
  SNS: 'sns:Publish',
}

/** @throws InvalidResource when the function's `DeadLetterQueue` is incomplete */
export function checkDeadLetterQueue(resource: SamResource): void {
  const queue = resource.get('DeadLetterQueue') as Dict
  if (!isTruthy(queue)) return
  const { logicalId } = resource
  if (!isTruthy(queue.Type) || !isTruthy(queue.TargetArn)) {
    throw new InvalidResource(
      logicalId,
      "'DeadLetterQueue' requires Type and TargetArn properties to be specified.",
    )
  }
  const type = expectString(queue.Type, { id: logicalId }, 'DeadLetterQueue.Type')
  if (!has(deadLetterActions as Dict, type)) {
    const types = pythonRepresentation(Object.keys(deadLetterActions))
    throw new InvalidResource(logicalId, `'DeadLetterQueue' requires Type of ${types}`)
  }
}
