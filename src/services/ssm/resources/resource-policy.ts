import type * as Api from '@aws-sdk/client-ssm'
import { sameJson } from '../../../base/json.ts'
import type { MadeResource, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import { documentText, everyItem, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'

const missing = ['ResourcePolicyNotFoundException', 'ResourceNotFoundException'] as const

/** AWS::SSM::ResourcePolicy. Source: CloudFormation template reference, AWS::SSM::ResourcePolicy. */
export const resourcePolicy: ResourceType = {
  async create(request) {
    // The operation has no token: an attempt that is made again takes the policy that the first one left.
    const there = request.again ? await policies(request, arnOf(request)) : []
    const wanted = readDocumentText(documentText(request.properties.Policy))
    const same = there.find(({ Policy = '' }) => sameJson(readDocumentText(Policy), wanted))
    return same ? madeOf(same, arnOf(request)) : put(request)
  },

  async update(request) {
    const { PolicyId, PolicyHash } = request.attributes
    return put(request, { PolicyId, PolicyHash })
  },

  async remove(request) {
    const { PolicyId, PolicyHash } = request.attributes
    await unlessMissing(
      request.call('ssm:DeleteResourcePolicy', { ResourceArn: arnOf(request), PolicyId, PolicyHash }),
      ...missing,
    )
  },

  async read(query) {
    const [id, ResourceArn = ''] = query.identifier.split('|')
    const there = await unlessMissing(policies(query, ResourceArn), ...missing)
    const found = there?.find(({ PolicyId }) => PolicyId === id)
    if (!found) return undefined
    const made = madeOf(found, ResourceArn)
    return {
      ...made,
      properties: { ...made.attributes, ResourceArn, Policy: readDocumentText(found.Policy ?? '') },
    }
  },
}

function arnOf({ properties }: Pick<ResourceRequest, 'properties'>): string {
  return String(properties.ResourceArn)
}

function policies(
  calls: Pick<ResourceRequest, 'call'>,
  ResourceArn: string,
): Promise<readonly Api.GetResourcePoliciesResponseEntry[]> {
  return everyItem(calls, 'ssm:GetResourcePolicies', { ResourceArn }, 'Policies')
}

async function put(request: ResourceRequest, existing: object = {}): Promise<MadeResource> {
  const ResourceArn = arnOf(request)
  const made = await request.call<Api.PutResourcePolicyResponse>('ssm:PutResourcePolicy', {
    ResourceArn,
    Policy: documentText(request.properties.Policy),
    ...existing,
  })
  return madeOf(made, ResourceArn)
}

function madeOf(
  { PolicyId = '', PolicyHash = '' }: Api.PutResourcePolicyResponse,
  ResourceArn: string,
): MadeResource {
  return { physicalId: `${PolicyId}|${ResourceArn}`, attributes: { PolicyId, PolicyHash } }
}
