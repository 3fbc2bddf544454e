import type * as Api from '@aws-sdk/client-secrets-manager'
import type { MadeResource, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import { documentText, given, readDocumentText, unlessMissing } from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::SecretsManager::ResourcePolicy. Source: CloudFormation template reference, of that name. */
export const resourcePolicy: ResourceType = {
  create: put,
  update: put,

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('secretsmanager:DeleteResourcePolicy', { SecretId: physicalId }),
      missing,
      // Of a secret that waits for its deletion.
      'InvalidRequestException',
    )
  },

  async read({ call, identifier: SecretId }) {
    const found = await unlessMissing(
      call<Api.GetResourcePolicyResponse>('secretsmanager:GetResourcePolicy', { SecretId }),
      missing,
    )
    if (!found?.ResourcePolicy) return undefined
    return {
      ...madeOf(found.ARN ?? SecretId),
      properties: { SecretId, ResourcePolicy: readDocumentText(found.ResourcePolicy) },
    }
  },
}

async function put({ call, properties }: ResourceRequest): Promise<MadeResource> {
  const SecretId = String(properties.SecretId)
  const { ARN = SecretId } = await call<Api.PutResourcePolicyResponse>('secretsmanager:PutResourcePolicy', {
    SecretId,
    ResourcePolicy: documentText(properties.ResourcePolicy),
    ...given(properties, 'BlockPublicPolicy'),
  })
  return madeOf(ARN)
}

function madeOf(Id: string): MadeResource {
  return { physicalId: Id, attributes: { Id } }
}
