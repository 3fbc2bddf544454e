/** Tags of what can have them. Source: API Reference, TagResource; Developer Guide, "Tag your API Gateway resources". */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { domains } from '../../gateway/index.ts'
import type { Atomic, Collection, Stored } from '../../store/index.ts'
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

/** A record whose body has the tags. */
type Bodied = JsonObject & { readonly body: JsonObject }

/** Finds records that stand under account, region and id. */
function inHome<Kept extends Bodied>(records: Collection<Kept, string>, member = 'tags'): Find {
  return async ({ store, accountId, region }, id) =>
    taggedIn(records, await records.get(store, [accountId, region, id]), member)
}

/** A record's tags, in a member of this name of its body. */
function taggedIn<Kept extends Bodied>(
  records: Collection<Kept, string>,
  found: Stored<Kept> | undefined,
  member = 'tags',
): Tagged | undefined {
  return (
    found && {
      tags: (found.value.body[member] ?? {}) as TagMap,
      put: (commit, tags) =>
        records.put(commit, { ...found.value, body: { ...found.value.body, [member]: tags } }, found),
    }
  )
}

const findDomain = inHome(domains, 'Tags')

const finders: Readonly<Record<string, Find>> = {
  restapis: async ({ store, accountId, region }, id, [kind, stage]) => {
    if (kind !== undefined && (kind !== 'stages' || stage === undefined)) return undefined
    const key = stage === undefined ? ['api', id] : ['stage', stage]
    return taggedIn(entries, await entries.get(store, [accountId, region, id, ...key]))
  },
  apikeys: inHome(apiKeys),
  usageplans: inHome(usagePlans),
  clientcertificates: inHome(certificates),
  vpclinks: inHome(vpcLinks),
  domainnames: (context, id, rest) => findDomain(context, id.toLowerCase(), rest),
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
