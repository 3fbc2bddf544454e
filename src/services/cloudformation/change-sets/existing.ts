import { AwsError } from '../../../aws/aws-error.ts'
import { hasUnknown, type PreparedTemplate, resolveProperties } from '../../../engines/template/index.ts'
import type { Stack } from '../domain/stack.ts'
import { callerOf, resourceCalls } from '../driver/calls.ts'
import { listAllResources } from '../driver/load-work.ts'
import type { TypesContext } from '../operations/context.ts'

/**
 * The new resources of a template that exist already by the names it gives them, with their identifiers: with
 * ImportExistingResources these are taken in. Source: API Reference, CreateChangeSet, ImportExistingResources.
 */
export async function existingResources(
  context: TypesContext,
  stack: Stack,
  prepared: PreparedTemplate,
): Promise<Readonly<Record<string, string>>> {
  const { catalogue, room, principal, store } = context
  const known = new Set(
    (await listAllResources(store, stack, stack.uuid)).map(({ value }) => value.logicalId),
  )
  const calls = resourceCalls(room, callerOf(stack, principal, stack.deployment?.roleArn))
  const found: Record<string, string> = {}
  for (const { logicalId, type: name } of prepared.resources.values()) {
    const { type, spec } = catalogue.of(name)
    if (known.has(logicalId) || !type?.read || !spec || type.recordOnly) continue
    const properties = resolveProperties(prepared, logicalId)
    const values = spec.primaryIdentifier.map((part) => properties[part])
    // Only what the template names can be there already.
    if (values.length === 0 || values.some((value) => value === undefined || hasUnknown(value))) continue
    const identifier = values.map(String).join('|')
    const there = await type.read({ ...calls, identifier }).catch((error: unknown) => {
      if (error instanceof AwsError) return undefined
      throw error
    })
    if (there) found[logicalId] = identifier
  }
  return found
}
