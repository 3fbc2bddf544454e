/** What change sets have in common, those that somebody makes and those of the stacks nested in them. */
import { randomUuid } from '../../../base/random.ts'
import { readSubmission, type Submission, type Submitted } from '../deploying/submission.ts'
import { readerOf } from '../deploying/template-text.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { type Stack, stackArn } from '../domain/stack.ts'
import type { TypesContext } from '../operations/context.ts'
import { readTemplateOf } from '../operations/update-stack.ts'
import type { Outcome } from './plan.ts'

/** Reads what is submitted for a stack that a change set is made for. Fails with AWS's errors. */
export async function submittedToChangeSet(
  context: TypesContext,
  stack: Stack,
  submission: Submission,
): Promise<Submitted> {
  const { room, catalogue, principal, accountId, region } = context
  const previousTemplate = await readTemplateOf(context, stack)
  return await readSubmission(submission, {
    room,
    caller: { principal, accountId, region },
    reader: readerOf(context),
    catalogue,
    stack,
    throughChangeSet: true,
    ...(previousTemplate && { previousTemplate }),
  })
}

/** How a change set is called. */
export interface ChangeSetName {
  readonly uuid: string
  readonly name: string
  /** Its ARN. */
  readonly id: string
}

/** A name with an ARN that no other change set has. */
export function changeSetName(context: TypesContext, name: string): ChangeSetName {
  const { accountId, region, partition, random } = context
  const uuid = randomUuid(random)
  return {
    uuid,
    name,
    id: `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${name}/${uuid}`,
  }
}

/** Which change set it is, of which stack, and what it would do. */
export function draftOf(
  { accountId, region, now, random }: TypesContext,
  stack: Stack,
  { uuid, name, id }: ChangeSetName,
  { deployment }: Submitted,
  { changes, detailed }: Outcome,
) {
  return {
    accountId,
    region,
    stackUuid: stack.uuid,
    uuid,
    name,
    id,
    stackId: stack.id,
    stackName: stack.name,
    createdAt: now,
    deployment,
    changes,
    detailed,
    operationId: randomUuid(random),
  } satisfies Partial<ChangeSet>
}

/** A stack that begins with its change set. */
export function stackInReview(context: TypesContext, name: string): Stack {
  const { accountId, region, partition, now, random } = context
  const uuid = randomUuid(random)
  return {
    accountId,
    region,
    uuid,
    name,
    id: stackArn({ accountId, region, partition }, name, uuid),
    status: 'REVIEW_IN_PROGRESS',
    createdAt: now,
    outputs: [],
    disableRollback: false,
    terminationProtection: false,
    lastOperations: [],
  }
}
