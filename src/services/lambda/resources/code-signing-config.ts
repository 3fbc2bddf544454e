import type { CodeSigningConfig } from '@aws-sdk/client-lambda'
import {
  callWith,
  changed,
  definite,
  given,
  type MadeResource,
  type ResourceType,
  retag,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed } from './listing.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::CodeSigningConfig. Source: CloudFormation template reference, AWS::Lambda::CodeSigningConfig. */
export const codeSigningConfig: ResourceType = {
  async create(request) {
    const made = await callWith<{ CodeSigningConfig?: CodeSigningConfig }>(
      request,
      'lambda:CreateCodeSigningConfig',
      {
        ...given(request.properties, 'AllowedPublishers', 'CodeSigningPolicies', 'Description'),
        Tags: tagsOf(request, request.properties.Tags),
      },
    )
    return madeOf(made.CodeSigningConfig)
  },

  async update(request) {
    const { previous, properties, physicalId: CodeSigningConfigArn } = request
    if (changed(previous, properties, 'AllowedPublishers', 'CodeSigningPolicies', 'Description'))
      await callWith(request, 'lambda:UpdateCodeSigningConfig', {
        CodeSigningConfigArn,
        AllowedPublishers: properties.AllowedPublishers,
        CodeSigningPolicies: properties.CodeSigningPolicies ?? { UntrustedArtifactOnDeployment: 'Warn' },
        Description: properties.Description ?? '',
      })
    await retag(
      request,
      'Tags',
      (Tags) => request.call('lambda:TagResource', { Resource: CodeSigningConfigArn, Tags }),
      (TagKeys) => request.call('lambda:UntagResource', { Resource: CodeSigningConfigArn, TagKeys }),
    )
    return { physicalId: CodeSigningConfigArn, attributes: request.attributes }
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteCodeSigningConfig', { CodeSigningConfigArn: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<{ CodeSigningConfig?: CodeSigningConfig }>('lambda:GetCodeSigningConfig', {
        CodeSigningConfigArn: identifier,
      }),
      missing,
    )
    if (!answer?.CodeSigningConfig) return undefined
    const { AllowedPublishers, CodeSigningPolicies, Description } = answer.CodeSigningConfig
    return {
      ...madeOf(answer.CodeSigningConfig),
      properties: definite({ AllowedPublishers, CodeSigningPolicies, Description: Description || undefined }),
    }
  },

  async list(calls) {
    const all = await everyListed<CodeSigningConfig>(
      calls,
      'lambda:ListCodeSigningConfigs',
      {},
      'CodeSigningConfigs',
    )
    return all.map(({ CodeSigningConfigArn = '' }) => CodeSigningConfigArn)
  },
}

function madeOf({
  CodeSigningConfigArn = '',
  CodeSigningConfigId = '',
}: Partial<CodeSigningConfig> = {}): MadeResource {
  return { physicalId: CodeSigningConfigArn, attributes: { CodeSigningConfigArn, CodeSigningConfigId } }
}
