import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { ResourceCalls, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import {
  documentText,
  everyItem,
  readDocumentText,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** AWS::Logs::ResourcePolicy, of the account. Source: CloudFormation template reference, of that name. */
export const resourcePolicy: ResourceType = {
  async create(request) {
    const name = String(request.properties.PolicyName)
    if (!request.again && (await find(request, name))) throw resourceExists('AWS::Logs::ResourcePolicy', name)
    return put(request)
  },

  update: put,

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('logs:DeleteResourcePolicy', { policyName: physicalId }),
      'ResourceNotFoundException',
    )
  },

  async read(query) {
    const found = await find(query, query.identifier)
    if (!found) return undefined
    return {
      physicalId: query.identifier,
      attributes: {},
      properties: {
        PolicyName: query.identifier,
        PolicyDocument: readDocumentText(found.policyDocument ?? ''),
      },
    }
  },

  async list(calls) {
    return (await policies(calls)).map(({ policyName = '' }) => policyName)
  },

  // Kept, and not asked yet.
  inert: ['PolicyDocument'],
}

async function put({ call, properties }: ResourceRequest) {
  const policyName = String(properties.PolicyName)
  await call('logs:PutResourcePolicy', {
    policyName,
    policyDocument: documentText(properties.PolicyDocument),
  })
  return { physicalId: policyName, attributes: {} }
}

function policies(calls: ResourceCalls): Promise<readonly Api.ResourcePolicy[]> {
  return everyItem(calls, 'logs:DescribeResourcePolicies', {}, 'resourcePolicies', 'nextToken')
}

async function find(calls: ResourceCalls, name: string): Promise<Api.ResourcePolicy | undefined> {
  return (await policies(calls)).find(({ policyName }) => policyName === name)
}
