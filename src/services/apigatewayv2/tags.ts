/** Tags of APIs, stages, names and VPC links. Source: API Reference, TagResource. */
import { isReservedTagKey } from '../../aws/tags.ts'
import type { JsonObject } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { domains } from '../../gateway/index.ts'
import type { Atomic } from '../../store/index.ts'
import { change } from './changing.ts'
import { badRequest, notFound } from './errors.ts'
import { tagsPerResource } from './limits.ts'
import { entries, vpcLinks } from './records.ts'

/** What has tags: its body, and how another is kept. */
interface Tagged {
  readonly body: JsonObject
  readonly put: (commit: Atomic, body: JsonObject) => void
}

async function findTagged(context: OperationContext, arn: string): Promise<Tagged> {
  const { store, accountId, region } = context
  const path = /^arn:[^:]+:apigateway:[^:]*:[^:]*:(\/.*)$/.exec(arn)?.[1] ?? ''
  const api = /^\/apis\/([^/]+)(?:\/stages\/(.+))?$/.exec(path)
  if (api) {
    const [, apiId = '', stage] = api
    const kind = stage === undefined ? 'api' : 'stage'
    const found = await entries.get(store, [accountId, region, apiId, kind, stage ?? apiId])
    if (found)
      return {
        body: found.value.body,
        put: (commit, body) => entries.put(commit, { ...found.value, body }, found),
      }
  }
  const name = /^\/domainnames\/([^/]+)$/.exec(path)?.[1]
  const domain = name === undefined ? undefined : await domains.get(store, [accountId, region, name])
  if (domain)
    return {
      body: domain.value.body,
      put: (commit, body) => domains.put(commit, { ...domain.value, body }, domain),
    }
  const id = /^\/vpclinks\/([^/]+)$/.exec(path)?.[1]
  const link = id === undefined ? undefined : await vpcLinks.get(store, [accountId, region, id])
  if (link)
    return {
      body: link.value.body,
      put: (commit, body) => vpcLinks.put(commit, { ...link.value, body }, link),
    }
  throw notFound('Invalid resource identifier specified')
}

function tagsOf({ body }: Tagged): Readonly<Record<string, string>> {
  return (body.Tags ?? {}) as Readonly<Record<string, string>>
}

/** Sets tags. */
export async function tagResource(
  {
    ResourceArn = '',
    Tags = {},
  }: { ResourceArn?: string | undefined; Tags?: Record<string, string> | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await findTagged(context, ResourceArn)
    if (Object.keys(Tags).some(isReservedTagKey)) throw badRequest('Tag keys starting with aws: are reserved')
    const next = { ...tagsOf(found), ...Tags }
    if (Object.keys(next).length > tagsPerResource)
      throw badRequest(`A resource can have at most ${tagsPerResource} tags`)
    found.put(commit, { ...found.body, Tags: next })
  })
  return {}
}

/** Takes tags away. */
export async function untagResource(
  { ResourceArn = '', TagKeys = [] }: { ResourceArn?: string | undefined; TagKeys?: string[] | undefined },
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => {
    const found = await findTagged(context, ResourceArn)
    const kept = Object.entries(tagsOf(found)).filter(([key]) => !TagKeys.includes(key))
    found.put(commit, { ...found.body, Tags: Object.fromEntries(kept) })
  })
  return {}
}

/** The tags of a resource. */
export async function getTags(
  { ResourceArn = '' }: { ResourceArn?: string | undefined },
  context: OperationContext,
): Promise<object> {
  return { Tags: tagsOf(await findTagged(context, ResourceArn)) }
}
