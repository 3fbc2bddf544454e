import type * as Api from '@aws-sdk/client-cloudformation'
import { AwsError } from '../../../aws/aws-error.ts'
import { change } from '../changing.ts'
import { beginOperation, newOperation } from '../deploying/begin.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import type { OperationKind } from '../domain/operation.ts'
import { noSuchStackToChange, validationError } from '../errors.ts'
import { stackNamed } from '../finding.ts'
import type { TypesContext } from '../operations/context.ts'
import { checkUpdatable, previousOf } from '../operations/update-stack.ts'
import { changeSets, operations } from '../records.ts'
import { removeChangeSet } from './describe.ts'
import { findChangeSet } from './finding.ts'

const kinds: Readonly<Record<ChangeSet['type'], OperationKind>> = {
  CREATE: 'create',
  UPDATE: 'update',
  IMPORT: 'import',
}
const statuses = {
  create: 'CREATE_IN_PROGRESS',
  update: 'UPDATE_IN_PROGRESS',
  import: 'IMPORT_IN_PROGRESS',
} as const

/** ExecuteChangeSet. All other change sets of the stack are gone with it. */
export async function executeChangeSet(
  input: Api.ExecuteChangeSetInput,
  context: TypesContext,
): Promise<Api.ExecuteChangeSetOutput> {
  const { store, accountId, region, principal, now, room } = context
  if (input.DisableRollback !== undefined && input.DisableRollback) refuseBoth(input)
  return change(context, async (commit) => {
    const found = await findChangeSet(context, input.ChangeSetName, input.StackName)
    const changeSet = found.value
    const stored = await stackNamed(store, context, changeSet.stackId, noSuchStackToChange)
    const stack = stored.value
    const token = input.ClientRequestToken
    if (token !== undefined && stack.lastToken === token && changeSet.executionStatus === 'EXECUTE_COMPLETE')
      return {}
    if (changeSet.executionStatus !== 'AVAILABLE')
      throw new AwsError(
        'InvalidChangeSetStatusException',
        `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.executionStatus === 'EXECUTE_COMPLETE' ? 'EXECUTE_COMPLETE' : changeSet.status}]`,
      )
    const inReview = stack.status === 'REVIEW_IN_PROGRESS'
    if (!inReview) checkUpdatable(stack)
    else if (changeSet.type === 'UPDATE')
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
    const kind = kinds[changeSet.type]
    const previousOperation = await operations.get(store, [accountId, region, stack.uuid])
    const asked = input.DisableRollback === true ? 'DO_NOTHING' : undefined
    const onFailure = asked ?? changeSet.onStackFailure ?? 'ROLLBACK'
    const operation = newOperation(room, stack, now, {
      kind: kind as 'create' | 'update' | 'import',
      type: kind === 'create' ? 'CREATE_STACK' : 'UPDATE_STACK',
      principal,
      onFailure,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      ...(kind === 'create' ? {} : previousOf(stack, previousOperation?.value)),
      ...(token === undefined ? {} : { token }),
      ...(changeSet.imports && { imports: changeSet.imports }),
      ...(changeSet.importExisting === true && { importExisting: true }),
      changeSetUuid: changeSet.uuid,
    })
    beginOperation(commit, room, {
      stack: {
        ...stack,
        deployment: { ...changeSet.deployment, changeSetId: changeSet.id },
        disableRollback: onFailure === 'DO_NOTHING',
        ...(input.RetainExceptOnCreate === undefined
          ? {}
          : { retainExceptOnCreate: input.RetainExceptOnCreate }),
        ...(kind === 'update' || (kind === 'import' && !inReview) ? { updatedAt: now } : {}),
      },
      previous: stored,
      status: statuses[kind as keyof typeof statuses],
      operation,
      previousOperation,
    })
    changeSets.put(commit, { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' }, found)
    const others = await changeSets.list(store, { prefix: [accountId, region, stack.uuid] })
    for (const other of others.items)
      if (other.value.uuid !== changeSet.uuid && other.value.parentId === undefined)
        await removeChangeSet(commit, context, other)
    return {}
  })
}

function refuseBoth({ RetainExceptOnCreate }: Api.ExecuteChangeSetInput): void {
  if (RetainExceptOnCreate === true)
    throw validationError('DisableRollback and RetainExceptOnCreate cannot both be true.')
}
