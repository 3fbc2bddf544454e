/**
 * Notifications of a bucket of the same template. The bucket is changed in the template; it depends on the permission, since
 * S3 tries it when the notification is set.
 */
import { s3Bucket } from '../cloudformation/s3.ts'
import type { Context } from '../context.ts'
import { InvalidEvent, InvalidResource } from '../errors.ts'
import { conditional, ref } from '../intrinsics/build.ts'
import { expectList, expectMap } from '../model/expect.ts'
import { isText, listOf, mapOf, oneOf, optional, required, strict } from '../model/properties.ts'
import { Resource } from '../model/resource.ts'
import { readSamResource } from '../model/sam-resource.ts'
import { deepCopy } from '../python/memory.ts'
import { type Dict, get, isDict, isEqual, type Value } from '../python/values.ts'
import type { EventSource, FunctionEvent, FunctionEventParts } from '../sam-types.ts'
import { invokePermission } from './permission.ts'

interface LinkedBucket {
  readonly bucket: Dict
  readonly bucketId: string
}

/** Objects that are made or removed in a bucket. Source: SAM, "S3". */
export const s3: FunctionEvent = {
  type: 'S3',
  rules: {
    Bucket: required(isText),
    Events: strict(oneOf(isText, listOf(isText)), true),
    Filter: optional(mapOf(isText)),
  },
  link({ resource, name }: EventSource, resources: Dict): LinkedBucket {
    const reference = resource.get('Bucket')
    if (isDict(reference) && reference.Ref !== undefined) {
      const { Ref: bucketId } = reference
      if (typeof bucketId !== 'string') {
        throw new InvalidEvent(name, "'Ref' value in S3 events is not a valid string.")
      }
      const bucket = get(resources, bucketId)
      if (isDict(bucket)) return { bucket, bucketId }
    }
    throw new InvalidEvent(name, 'S3 events must reference an S3 bucket in the same template.')
  },
  translate(event: EventSource, { target, linked }: FunctionEventParts, context: Context): Resource[] {
    const { bucket, bucketId } = linked as LinkedBucket
    const permission = invokePermission(
      event,
      target,
      { principal: 's3.amazonaws.com', sourceAccount: ref('AWS::AccountId') },
      context,
    )
    if (permission.attributes.Condition === undefined) depend(event, bucket, permission.logicalId)
    else dependByTag(bucket, bucketId, permission)
    addNotifications(event, target, bucket, bucketId)
    const read = readSamResource(s3Bucket, bucketId, bucket)
    const { dependsOn, attributes, properties } = read
    return [permission, new Resource(s3Bucket, bucketId, { dependsOn, attributes, properties })]
  },
}

function depend(event: EventSource, bucket: Dict, permissionId: string): void {
  const { DependsOn: given = [] } = bucket
  const ids = typeof given === 'string' ? [given] : given
  if (!Array.isArray(ids) || ids.some((id) => typeof id === 'object' && id !== null)) {
    // Python takes the keys of a map for its items.
    if (isDict(ids)) {
      bucket.DependsOn = [...Object.keys(ids), permissionId]
      return
    }
    throw new InvalidResource(
      event.logicalId,
      "Invalid type for field 'DependsOn'. Expected a string or list of strings.",
    )
  }
  bucket.DependsOn = [...new Set([...ids, permissionId])]
}

/** A permission that is made under a condition cannot be depended on; a tag that refers to it does the same. */
function dependByTag(bucket: Dict, bucketId: string, permission: Resource): void {
  bucket.Properties ??= {}
  const properties = bucket.Properties as Dict
  const tags = expectList(properties.Tags ?? [], { id: bucketId }, 'Tags')
  const condition = permission.attributes.Condition as Value
  properties.Tags = [
    ...tags,
    {
      Key: `sam:ConditionalDependsOn:${permission.logicalId}`,
      Value: conditional(condition, ref(permission.logicalId), 'no dependency'),
    },
  ]
}

function addNotifications({ resource }: EventSource, target: Resource, bucket: Dict, bucketId: string): void {
  const filter = resource.get('Filter')
  const base: Dict = { Function: target.arn, ...(filter === null ? {} : { Filter: filter }) }
  const events = resource.get('Events')
  const { Condition: condition } = target.attributes
  const mappings = (Array.isArray(events) ? events : [events]).map((type) => {
    const mapping: Dict = { ...deepCopy(base), Event: type }
    return condition === undefined ? mapping : conditional(condition, mapping)
  })
  const { Properties: given = {} } = bucket
  const properties = expectMap(given, { id: bucketId }, '', 'Properties should be a map.')
  bucket.Properties = properties
  properties.NotificationConfiguration ??= {}
  const owner = { id: bucketId }
  const config = expectMap(properties.NotificationConfiguration, owner, 'NotificationConfiguration')
  config.LambdaConfigurations ??= []
  const { LambdaConfigurations: lambdas } = config
  if (!Array.isArray(lambdas)) {
    throw new InvalidResource(bucketId, 'Invalid type for LambdaConfigurations. Must be a list.')
  }
  for (const mapping of mappings) if (!lambdas.some((known) => isEqual(known, mapping))) lambdas.push(mapping)
}
