/** Stacks as requests name them: by name, or by id where they may be deleted already. */
import type { Store, Stored } from '../../store/index.ts'
import type { Home, Stack } from './domain/stack.ts'
import { noSuchStack } from './errors.ts'
import { stacks } from './records.ts'

/** The stack of a name or id. By name only stacks that are not deleted are found. */
export async function findStack(
  store: Store,
  { accountId, region }: Home,
  nameOrId: string,
): Promise<Stored<Stack> | undefined> {
  if (!nameOrId.startsWith('arn:')) return stacks.findBy(store, 'name', [accountId, region, nameOrId])
  const [, , , arnRegion, arnAccount, resource = ''] = nameOrId.split(':')
  const [kind, name, uuid] = resource.split('/')
  if (kind !== 'stack' || arnRegion !== region || arnAccount !== accountId || !uuid) return undefined
  const found = await stacks.get(store, [accountId, region, uuid])
  return found?.value.name === name ? found : undefined
}

/** The same; fails with a ValidationError when there is none. */
export async function stackNamed(
  store: Store,
  home: Home,
  nameOrId: string | undefined,
  missing: (name: string) => Error = noSuchStack,
): Promise<Stored<Stack>> {
  const found = await findStack(store, home, nameOrId ?? '')
  if (!found) throw missing(nameOrId ?? '')
  return found
}
