/** Resources: the tree of an API's paths. Source: API Reference, CreateResource, UpdateResource, GetResources (embed). */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { resourcePatches } from './domain/patch-tables.ts'
import { checkPathPart, checkPlace, childPath, descendantsOf } from './domain/path-parts.ts'
import { badRequest, limitExceeded, noPart } from './errors.ts'
import { resourcesPerApi } from './limits.ts'
import { listEntries, listParts, newEntry, requirePart } from './lookups.ts'
import { pageOf } from './paging.ts'
import { type Entry, entries } from './records.ts'

/** The id of a resource. Unit: characters. */
export const resourceIdLength = 6

/** Resources in the order of their paths, as they are listed. */
export function inPathOrder<Item>(items: readonly Item[], resource: (item: Item) => Api.Resource): Item[] {
  const path = (item: Item) => resource(item).path ?? ''
  return items.toSorted((a, b) => (path(a) < path(b) ? -1 : path(a) > path(b) ? 1 : 0))
}

function answer(resource: Api.Resource, embed: readonly string[] | undefined): Api.Resource {
  const { resourceMethods, ...rest } = resource
  if (!resourceMethods || Object.keys(resourceMethods).length === 0) return rest
  if (embed?.includes('methods')) return resource
  return {
    ...rest,
    resourceMethods: Object.fromEntries(Object.keys(resourceMethods).map((method) => [method, {}])),
  }
}

async function treeOf(context: OperationContext, apiId: string): Promise<ReadonlyArray<Stored<Entry>>> {
  return listEntries(context, context, apiId, 'resource')
}

/** Makes a resource below another. */
export async function createResource(
  { restApiId = '', parentId, pathPart = '' }: Api.CreateResourceRequest,
  context: OperationContext,
): Promise<Api.Resource> {
  return change(context, async (commit) => {
    const parent = (await requirePart(context, restApiId, 'resource', parentId)).value
    checkPathPart(pathPart)
    const all = (await treeOf(context, restApiId)).map(({ value }) => shapeOf<Api.Resource>(value))
    if (all.length >= resourcesPerApi)
      throw limitExceeded('Maximum number of resources for this API has been reached')
    const above = shapeOf<Api.Resource>(parent)
    checkPlace(
      pathPart,
      above,
      all.filter((resource) => resource.parentId === parent.id),
    )
    const id = newId(context.random, resourceIdLength)
    const resource = { id, parentId: parent.id, pathPart, path: childPath(above.path ?? '/', pathPart) }
    entries.put(commit, newEntry(context, parent, 'resource', id, resource), undefined)
    return resource
  })
}

/** A resource; with `embed` of `methods` whole. */
export async function getResource(
  { restApiId, resourceId, embed }: Api.GetResourceRequest,
  context: OperationContext,
): Promise<Api.Resource> {
  const found = await requirePart(context, restApiId, 'resource', resourceId)
  return answer(shapeOf<Api.Resource>(found.value), embed)
}

/** The resources of an API. */
export async function getResources(
  input: Api.GetResourcesRequest,
  context: OperationContext,
): Promise<Api.Resources> {
  const found = await listParts(context, input.restApiId, 'resource')
  const sorted = inPathOrder(
    found.map(({ value }) => shapeOf<Api.Resource>(value)),
    (resource) => resource,
  )
  const page = pageOf(sorted, input, `apigateway resources ${input.restApiId}`)
  return { ...page, items: page.items.map((resource) => answer(resource, input.embed)) }
}

/** Renames a resource, or puts it below another: what lies below it goes with it. */
export async function updateResource(
  { restApiId = '', resourceId, patchOperations }: Api.UpdateResourceRequest,
  context: OperationContext,
): Promise<Api.Resource> {
  return change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'resource', resourceId)
    const before = shapeOf<Api.Resource>(stored.value)
    const after = patched(resourcePatches, stored.value.body, patchOperations) as Api.Resource
    if (after.parentId === before.parentId && after.pathPart === before.pathPart)
      return answer(before, undefined)
    if (before.parentId === undefined)
      throw badRequest(
        `Root resource cannot update its ${after.pathPart === before.pathPart ? 'parentId' : 'pathPart'}.`,
      )
    const tree = await treeOf(context, restApiId)
    const all = tree.map(({ value }) => shapeOf<Api.Resource>(value))
    const id = before.id ?? ''
    const below = descendantsOf(id, all)
    const parent = all.find((resource) => resource.id === after.parentId)
    if (!parent) throw noPart('Resource')
    const siblings = all.filter((resource) => resource.parentId === parent.id && resource.id !== id)
    checkPathPart(after.pathPart ?? '')
    checkPlace(after.pathPart ?? '', parent, siblings)
    if (parent.id === id || below.some((resource) => resource.id === parent.id))
      throw badRequest('Resources cannot be cyclical.')
    if (below.length > 0 && after.pathPart?.endsWith('+}'))
      throw badRequest(`Cannot create a child of a resource with a greedy path variable: ${after.pathPart}`)
    const moved = { ...after, path: childPath(parent.path ?? '/', after.pathPart ?? '') }
    const paths = new Map([[id, moved.path]])
    entries.put(commit, { ...stored.value, body: bodyOf(moved), modifiedAt: context.now }, stored)
    for (const child of below) {
      const path = childPath(paths.get(child.parentId ?? '') ?? '/', child.pathPart ?? '')
      paths.set(child.id ?? '', path)
      const entry = tree.find(({ value }) => value.id === child.id)
      if (entry) entries.put(commit, { ...entry.value, body: { ...entry.value.body, path } }, entry)
    }
    return answer(moved, undefined)
  })
}

/** Deletes a resource with all that lies below it. */
export async function deleteResource(
  { restApiId = '', resourceId }: Api.DeleteResourceRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'resource', resourceId)
    // UNVERIFIED: the words.
    if (stored.value.body.parentId === undefined) throw badRequest('Root resource cannot be deleted')
    const tree = await treeOf(context, restApiId)
    const below = descendantsOf(
      stored.value.id,
      tree.map(({ value }) => shapeOf<Api.Resource>(value)),
    )
    entries.remove(commit, stored)
    for (const entry of tree) if (below.some(({ id }) => id === entry.value.id)) entries.remove(commit, entry)
  })
  return {}
}
