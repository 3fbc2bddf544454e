/** VPC links, which are records: there are no networks here. Source: API Reference, CreateVpcLink; the words are AWS's, as its answers show them. */
import type * as Api from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { newId } from '../../gateway/index.ts'
import type { Stored } from '../../store/index.ts'
import { bodyOf, shapeOf } from './bodies.ts'
import { change } from './changing.ts'
import { patched } from './domain/patch.ts'
import { vpcLinkPatches } from './domain/patch-tables.ts'
import { badRequest, limitExceeded, noPart } from './errors.ts'
import { vpcLinksPerRegion } from './limits.ts'
import { pageOf } from './paging.ts'
import { type KeptVpcLink, vpcLinks } from './records.ts'
import { checkedTags } from './tag-rules.ts'

/** The id of a link. Unit: characters. */
export const vpcLinkIdLength = 6

async function requireLink(
  { store, accountId, region }: OperationContext,
  id: string | undefined,
): Promise<Stored<KeptVpcLink>> {
  const found = await vpcLinks.get(store, [accountId, region, id ?? ''])
  if (!found) throw noPart('Vpc Link')
  return found
}

function answer(link: KeptVpcLink, withTags: boolean): Api.VpcLink {
  const { tags, ...rest } = shapeOf<Api.VpcLink>(link)
  return {
    ...rest,
    status: 'AVAILABLE',
    statusMessage: 'Your vpc link is ready for use',
    ...(withTags ? { tags: tags ?? {} } : tags === undefined ? {} : { tags }),
  }
}

/** Keeps a link. It is said to be on its way, as AWS says, and is there when it is next looked at. */
export async function createVpcLink(
  { tags, ...given }: Api.CreateVpcLinkRequest,
  context: OperationContext,
): Promise<Api.VpcLink> {
  const { store, accountId, region, random } = context
  if (!given.name) throw badRequest('Name cannot be empty')
  for (const arn of given.targetArns ?? [])
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn))
      throw badRequest(`Invalid ARN. ARN is not well formed ${arn}`)
  return change(context, async (commit) => {
    const { items } = await vpcLinks.list(store, { prefix: [accountId, region] })
    if (items.length >= vpcLinksPerRegion) throw limitExceeded('Maximum number of VPC links reached')
    const id = newId(random, vpcLinkIdLength)
    const body = bodyOf({ id, ...given, ...(tags === undefined ? {} : { tags: checkedTags({}, tags) }) })
    const link = { accountId, region, id, body }
    vpcLinks.put(commit, link, undefined)
    const { statusMessage: _message, ...shown } = answer(link, false)
    return { ...shown, status: 'PENDING' }
  })
}

/** A link. */
export async function getVpcLink(
  { vpcLinkId }: Api.GetVpcLinkRequest,
  context: OperationContext,
): Promise<Api.VpcLink> {
  return answer((await requireLink(context, vpcLinkId)).value, true)
}

/** The links of the account and region. */
export async function getVpcLinks(
  input: Api.GetVpcLinksRequest,
  context: OperationContext,
): Promise<Api.VpcLinks> {
  const { store, accountId, region } = context
  const { items } = await vpcLinks.list(store, { prefix: [accountId, region] })
  const page = pageOf(items, input, `apigateway vpc links ${accountId} ${region}`)
  return { ...page, items: page.items.map(({ value }) => answer(value, false)) }
}

/** Changes a link. */
export async function updateVpcLink(
  { vpcLinkId, patchOperations }: Api.UpdateVpcLinkRequest,
  context: OperationContext,
): Promise<Api.VpcLink> {
  return change(context, async (commit) => {
    const stored = await requireLink(context, vpcLinkId)
    const body = patched(vpcLinkPatches, stored.value.body, patchOperations)
    if (!body.name) throw badRequest('Name cannot be empty')
    const link = { ...stored.value, body }
    vpcLinks.put(commit, link, stored)
    return answer(link, true)
  })
}

/** Forgets a link. */
export async function deleteVpcLink(
  { vpcLinkId }: Api.DeleteVpcLinkRequest,
  context: OperationContext,
): Promise<object> {
  await change(context, async (commit) => vpcLinks.remove(commit, await requireLink(context, vpcLinkId)))
  return {}
}
