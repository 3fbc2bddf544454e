import type { OperationContext } from '../../../dispatch/index.ts'
import type { Stored } from '../../../store/index.ts'
import type { ChangeSet } from '../domain/change-set.ts'
import { noSuchChangeSet, noSuchStackToChange, validationError } from '../errors.ts'
import { findStack } from '../finding.ts'
import { changeSets } from '../records.ts'

/** The change set of an id, or of a name with that of its stack. Fails with a ChangeSetNotFoundException. */
export async function findChangeSet(
  context: Pick<OperationContext, 'store' | 'accountId' | 'region'>,
  nameOrId: string | undefined,
  stackName: string | undefined,
): Promise<Stored<ChangeSet>> {
  const { store, accountId, region } = context
  const name = nameOrId ?? ''
  if (name.startsWith('arn:')) {
    const uuid = name.split('/')[2] ?? ''
    const page = await changeSets.listBy(store, 'id', { prefix: [accountId, region, uuid], limit: 1 })
    const found = page.items[0]
    if (!found || found.value.id !== name) throw noSuchChangeSet(name)
    return found
  }
  if (stackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.')
  const stack = await findStack(store, context, stackName)
  if (!stack || stack.value.status === 'DELETE_COMPLETE') throw noSuchStackToChange(stackName)
  const found = await changeSets.findBy(store, 'name', [accountId, region, stack.value.uuid, name])
  if (!found) throw noSuchChangeSet(name)
  return found
}
