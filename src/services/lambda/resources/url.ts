import type { FunctionUrlConfig } from '@aws-sdk/client-lambda'
import { AwsError } from '../../../aws/aws-error.ts'
import {
  callWith,
  definite,
  given,
  type MadeResource,
  type ResourceType,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { everyListed, listedOfFunctions } from './listing.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Lambda::Url. Source: CloudFormation template reference, AWS::Lambda::Url. */
export const url: ResourceType = {
  async create(request) {
    const { properties } = request
    const where = { FunctionName: String(properties.TargetFunctionArn), ...given(properties, 'Qualifier') }
    try {
      const made = await callWith<FunctionUrlConfig>(request, 'lambda:CreateFunctionUrlConfig', {
        ...where,
        ...given(properties, 'AuthType', 'Cors', 'InvokeMode'),
      })
      return madeOf(made)
    } catch (error) {
      const conflict = error instanceof AwsError && error.code === 'ResourceConflictException'
      if (!conflict || !request.again) throw error
      return madeOf(await request.call<FunctionUrlConfig>('lambda:GetFunctionUrlConfig', where))
    }
  },

  async update(request) {
    const { properties, physicalId } = request
    const made = await callWith<FunctionUrlConfig>(request, 'lambda:UpdateFunctionUrlConfig', {
      FunctionName: physicalId,
      AuthType: properties.AuthType,
      Cors: properties.Cors ?? {},
      InvokeMode: properties.InvokeMode ?? 'BUFFERED',
    })
    return madeOf(made)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('lambda:DeleteFunctionUrlConfig', { FunctionName: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<FunctionUrlConfig>('lambda:GetFunctionUrlConfig', { FunctionName: identifier }),
      missing,
    )
    if (!found) return undefined
    const { AuthType, Cors, InvokeMode, FunctionArn = '' } = found
    const [, , , , , , , qualifier] = FunctionArn.split(':')
    return {
      ...madeOf(found),
      properties: definite({
        TargetFunctionArn:
          qualifier === undefined ? FunctionArn : FunctionArn.slice(0, -qualifier.length - 1),
        Qualifier: qualifier,
        AuthType,
        Cors,
        InvokeMode,
      }),
    }
  },

  async list(calls, model) {
    const configs = await listedOfFunctions(calls, model.TargetFunctionArn, (FunctionName) =>
      everyListed<FunctionUrlConfig>(
        calls,
        'lambda:ListFunctionUrlConfigs',
        { FunctionName },
        'FunctionUrlConfigs',
      ),
    )
    return configs.map(({ FunctionArn = '' }) => FunctionArn)
  },
}

function madeOf({ FunctionArn = '', FunctionUrl = '' }: FunctionUrlConfig): MadeResource {
  return { physicalId: FunctionArn, attributes: { FunctionArn, FunctionUrl } }
}
