import { AwsError } from '../../../aws/aws-error.ts'
import type { ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import type { MacroRecord } from '../records.ts'
import type { MacroInput } from './inner-operations.ts'

/** AWS::CloudFormation::Macro. Source: Template Reference, AWS::CloudFormation::Macro. */
export const macro: ResourceType = {
  async create({ call, properties, again }) {
    const input = inputOf(properties)
    await call('cloudformation:PutMacro', { ...input, again })
    return { physicalId: input.name, attributes: {} }
  },

  async update({ call, properties, physicalId }) {
    await call('cloudformation:PutMacro', { ...inputOf(properties), name: physicalId, again: true })
    return { physicalId, attributes: {} }
  },

  async remove({ call, physicalId }) {
    await call('cloudformation:RemoveMacro', { name: physicalId })
  },

  async read({ call, identifier }) {
    const { macro: found } = await call<{ macro?: MacroRecord }>('cloudformation:FindMacro', {
      name: identifier,
    })
    if (!found) return undefined
    return {
      physicalId: found.name,
      attributes: {},
      properties: {
        Name: found.name,
        FunctionName: found.functionName,
        ...(found.description === undefined ? {} : { Description: found.description }),
        ...(found.logGroupName === undefined ? {} : { LogGroupName: found.logGroupName }),
        ...(found.logRoleArn === undefined ? {} : { LogRoleARN: found.logRoleArn }),
      },
    }
  },

  inert: ['LogGroupName', 'LogRoleARN'],
}

function inputOf(properties: ResourceProperties): MacroInput {
  const { Name, FunctionName, Description, LogGroupName, LogRoleARN } = properties
  if (typeof Name !== 'string' || typeof FunctionName !== 'string')
    throw new AwsError('InvalidRequest', 'A macro needs a Name and a FunctionName')
  return {
    name: Name,
    functionName: FunctionName,
    ...(typeof Description === 'string' && { description: Description }),
    ...(typeof LogGroupName === 'string' && { logGroupName: LogGroupName }),
    ...(typeof LogRoleARN === 'string' && { logRoleArn: LogRoleARN }),
  }
}
