import type * as Api from '@aws-sdk/client-kinesis'
import type { ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import { documentText, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Kinesis::ResourcePolicy. Source: CloudFormation template reference, AWS::Kinesis::ResourcePolicy. */
export const resourcePolicy: ResourceType = {
  create: put,
  update: put,

  async remove({ call, physicalId }) {
    await unlessMissing(call('kinesis:DeleteResourcePolicy', { ResourceARN: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<Api.GetResourcePolicyOutput>('kinesis:GetResourcePolicy', { ResourceARN: identifier }),
      missing,
    )
    if (!found?.Policy) return undefined
    return {
      physicalId: identifier,
      attributes: {},
      properties: { ResourceArn: identifier, ResourcePolicy: readDocumentText(found.Policy) },
    }
  },
}

async function put({ call, properties }: ResourceRequest) {
  const ResourceARN = String(properties.ResourceArn)
  await call('kinesis:PutResourcePolicy', {
    ResourceARN,
    Policy: documentText(properties.ResourcePolicy),
  })
  return { physicalId: ResourceARN, attributes: {} }
}
