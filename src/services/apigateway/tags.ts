/** Tags of what can have them. Source: API Reference, TagResource; Developer Guide, "Tag your API Gateway resources". */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { domains } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { change } from './changing.ts'
import { badRequest, notFound } from './errors.ts'
import { apiKeys, certificates, entries, usagePlans, vpcLinks } from './records.ts'
import { checkedTags } from './tag-rules.ts'

type TagMap = Readonly<Record<string, string>>

/** What has tags, and how other tags are kept. */
interface Tagged {
  readonly tags: TagMap
  readonly put: (commit: Atomic, tags: TagMap) => void
}

function tagsIn(body: JsonObject, member = 'tags'): TagMap {
  return (body[member] ?? {}) as TagMap
}

async function findTagged(context: OperationContext, arn = ''): Promise<Tagged> {
  const path = /^arn:[^:]+:apigateway:[^:]*:[^:]*:(\/.*)$/s.exec(arn)?.[1]
  // UNVERIFIED: the words.
  if (path === undefined) throw badRequest('Invalid ARN specified in the request')
  const [, collection = '', id = '', ...rest] = path.split('/')
  const found = await finders[collection]?.(context, id, rest)
  if (!found) throw notFound('Invalid resource identifier specified')
  return found
}

type Find = (context: OperationContext, id: string, rest: readonly string[]) => Promise<Tagged | undefined>

const finders: Readonly<Record<string, Find>> = {
  restapis: async ({ store, accountId, region }, id, [kind, stage]) => {
    if (kind !== undefined && (kind !== 'stages' || stage === undefined)) return undefined
    const key = stage === undefined ? ['api', id] : ['stage', stage]
    const found = await entries.get(store, [accountId, region, id, ...key])
    return (
      found && {
        tags: tagsIn(found.value.body),
        put: (commit, tags) =>
          entries.put(commit, { ...found.value, body: { ...found.value.body, tags } }, found),
      }
    )
  },
  apikeys: async ({ store, accountId, region }, id) => {
    const found = await apiKeys.get(store, [accountId, region, id])
    return (
      found && {
        tags: tagsIn(found.value.body),
        put: (commit, tags) =>
          apiKeys.put(commit, { ...found.value, body: { ...found.value.body, tags } }, found),
      }
    )
  },
  usageplans: async ({ store, accountId, region }, id) => {
    const found = await usagePlans.get(store, [accountId, region, id])
    return (
      found && {
        tags: tagsIn(found.value.body),
        put: (commit, tags) =>
          usagePlans.put(commit, { ...found.value, body: { ...found.value.body, tags } }, found),
      }
    )
  },
  clientcertificates: async ({ store, accountId, region }, id) => {
    const found = await certificates.get(store, [accountId, region, id])
    return (
      found && {
        tags: tagsIn(found.value.body),
        put: (commit, tags) =>
          certificates.put(commit, { ...found.value, body: { ...found.value.body, tags } }, found),
      }
    )
  },
  vpclinks: async ({ store, accountId, region }, id) => {
    const found = await vpcLinks.get(store, [accountId, region, id])
    return (
      found && {
        tags: tagsIn(found.value.body),
        put: (commit, tags) =>
          vpcLinks.put(commit, { ...found.value, body: { ...found.value.body, tags } }, found),
      }
    )
  },
  domainnames: async ({ store, accountId, region }, id) => {
    const found = await domains.get(store, [accountId, region, id.toLowerCase()])
    return (
      found && {
        tags: tagsIn(found.value.body, 'Tags'),
        put: (commit, Tags) =>
          domains.put(commit, { ...found.value, body: { ...found.value.body, Tags } }, found),
      }
    )
  },
}

/** Sets tags. */
export async function tagResource(
  { resourceArn, tags = {} }: Api.TagResourceRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await findTagged(context, resourceArn)
    found.put(commit, checkedTags(found.tags, tags))
  })
  return {}
}

/** Takes tags away. */
export async function untagResource(
  { resourceArn, tagKeys = [] }: Api.UntagResourceRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await findTagged(context, resourceArn)
    found.put(
      commit,
      Object.fromEntries(Object.entries(found.tags).filter(([key]) => !tagKeys.includes(key))),
    )
  })
  return {}
}

/** The tags of a resource. */
export async function getTags(
  { resourceArn }: Api.GetTagsRequest,
  context: OperationContext,
): Promise<Api.Tags> {
  return { tags: { ...(await findTagged(context, resourceArn)).tags } }
}
