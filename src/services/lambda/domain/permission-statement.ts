/** The statements that AddPermission makes. Source: answers of AWS, 2024-04 (recorded tests of another project). */
import type * as Api from '@aws-sdk/client-lambda'
import type { JsonObject } from '../../../base/json.ts'
import { invalidParameter } from '../errors.ts'

/** A statement that allows what a request asks for. `resource`: the ARN it is for. Fails with InvalidParameterValueException. */
export function permissionStatement(
  input: Api.AddPermissionRequest,
  resource: string,
  partition: string,
): JsonObject {
  const condition = conditionOf(input)
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? '', partition),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  }
}

function principalOf(principal: string, partition: string): JsonObject | string {
  if (principal === '*') return principal
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` }
  if (/^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+$/.test(principal)) return { AWS: principal }
  if (/^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/.test(principal)) return { Service: principal }
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.')
}

function conditionOf(input: Api.AddPermissionRequest): JsonObject {
  const isUrl = input.Action === 'lambda:InvokeFunctionUrl'
  // UNVERIFIED: the words.
  if (input.FunctionUrlAuthType !== undefined && !isUrl)
    throw invalidParameter('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action')
  const equals = {
    ...(input.FunctionUrlAuthType === undefined
      ? {}
      : { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': input.EventSourceToken }),
  }
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) } }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  }
}
