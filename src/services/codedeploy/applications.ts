/** Finding applications and their groups. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Key, Stored } from '../../store/index.ts'
import type { Home } from './domain/names.ts'
import { noApplication, noGroup } from './errors.ts'
import { type Application, applications, type Group, groups } from './records.ts'

/** Fails with ApplicationDoesNotExistException. */
export async function requireApplication(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Application>> {
  const stored = await applications.get(store, [accountId, region, name])
  if (!stored) throw noApplication(name)
  return stored
}

/** Fails with ApplicationDoesNotExistException and DeploymentGroupDoesNotExistException. */
export async function requireGroup(
  context: OperationContext,
  applicationName: string,
  groupName: string,
): Promise<{ readonly application: Application; readonly group: Stored<Group> }> {
  const { value: application } = await requireApplication(context, applicationName)
  const group = await findGroup(context, application, groupName)
  if (!group) throw noGroup(groupName)
  return { application, group }
}

export function findGroup(
  { store }: OperationContext,
  { accountId, region, id }: Home & { readonly id: string },
  name: string,
): Promise<Stored<Group> | undefined> {
  return groups.get(store, [accountId, region, id, name])
}

/** All groups of an application: there are at most a thousand. */
export async function groupsOf(
  { store }: OperationContext,
  { accountId, region, id }: Application,
): Promise<readonly Stored<Group>[]> {
  const prefix: Key = [accountId, region, id]
  const { items } = await groups.list(store, { prefix })
  return items
}
