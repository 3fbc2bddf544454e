import { InvalidResource } from '../errors.ts'
import { entriesOf } from '../python/memory.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../python/values.ts'
import { type Resource, tagList } from './resource.ts'

const createdBy = 'lambda:createdBy'
const reserved = [createdBy, 'serverlessrepo:applicationId', 'serverlessrepo:semanticVersion']

/** A resource's tags, after the one that says who made it. @throws InvalidResource for names that are reserved */
export function samTags(logicalId: string, tags: Value, additional: Value = null): Dict[] {
  const own: Dict = isDict(tags) ? tags : {}
  for (const name of reserved) {
    if (has(own, name)) {
      throw new InvalidResource(
        logicalId,
        `${name} is a reserved Tag key name and cannot be set on your resource. Please change the tag key in the input.`,
      )
    }
  }
  return [{ Key: createdBy, Value: 'SAM' }, ...tagList(additional), ...tagList(tags)]
}

/** `PropagateTags`: gives a SAM resource's tags to all resources made of it that can have tags. */
export function propagateTags(resources: readonly Resource[], tags: Value, wanted: Value): void {
  if (!isTruthy(wanted) || !isTruthy(tags)) return
  for (const { kind, properties } of resources) {
    if (kind.tags) properties.Tags = kind.tags === 'map' ? tags : tagList(tags)
  }
}

/** As `propagateTags`, but tags that a resource has already stay, unless they are given anew. */
export function combineTags(resources: readonly Resource[], tags: Value, wanted: Value): void {
  if (!isTruthy(wanted) || !isTruthy(tags)) return
  for (const resource of resources) {
    if (!resource.kind.tags) continue
    const { Tags: own } = resource.properties
    const combined: Dict = {}
    for (const tag of [...(Array.isArray(own) ? own : []), ...tagList(tags)])
      if (isDict(tag)) combined[String(tag.Key)] = tag.Value as Value
    resource.properties.Tags = entriesOf(combined).map(([key, value]) => ({ Key: key, Value: value }))
  }
}
