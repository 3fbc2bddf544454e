/** Parameters as the API shows them. */
import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../dispatch/index.ts'
import { labelsOf } from './domain/labels.ts'
import { type Policy, policyStatus } from './domain/policies.ts'
import { decrypt } from './encryption.ts'
import { arnOf } from './parameters.ts'
import type { Parameter, Version } from './records.ts'

/** What the Get operations answer. `name` is the name as the caller wrote it; `selector` comes without its colon. */
export async function parameterView(
  context: OperationContext,
  parameter: Parameter,
  version: Version,
  withDecryption: boolean,
  asked: { readonly name?: string; readonly selector?: string } = {},
): Promise<Api.Parameter> {
  const arn = arnOf(context, parameter.path)
  return {
    Name: asked.name ?? parameter.name,
    Type: version.type,
    Value: await shownValue(context, arn, version, withDecryption),
    Version: version.version,
    ...(asked.selector === undefined ? {} : { Selector: `:${asked.selector}` }),
    LastModifiedDate: new Date(version.modifiedAt),
    ARN: arn,
    DataType: version.dataType,
  }
}

/** What DescribeParameters answers. */
export function metadataView(context: OperationContext, parameter: Parameter): Api.ParameterMetadata {
  return {
    Name: parameter.name,
    ARN: arnOf(context, parameter.path),
    ...commonView(parameter.current, context.now),
  }
}

/** What GetParameterHistory answers. */
export async function historyView(
  context: OperationContext,
  parameter: Parameter,
  version: Version,
  withDecryption: boolean,
): Promise<Api.ParameterHistory> {
  return {
    Name: parameter.name,
    ...commonView(version, context.now),
    Value: await shownValue(context, arnOf(context, parameter.path), version, withDecryption),
    Labels: labelsOf(parameter.labels, version.version),
  }
}

/** Without decryption a SecureString's value is its ciphertext, in base64. */
async function shownValue(
  context: OperationContext,
  arn: string,
  version: Version,
  withDecryption: boolean,
): Promise<string> {
  if (version.value.kind === 'plain') return version.value.text
  if (!withDecryption) return version.value.ciphertext
  return decrypt(context, arn, version.keyId, version.value)
}

function commonView(version: Version, now: number) {
  return {
    Type: version.type,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    LastModifiedDate: new Date(version.modifiedAt),
    LastModifiedUser: version.modifiedBy,
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: version.policies.map((policy) => policyView(policy, version, now)),
    DataType: version.dataType,
  }
}

function policyView(policy: Policy, version: Version, now: number): Api.ParameterInlinePolicy {
  return {
    PolicyText: policy.text,
    PolicyType: policy.type,
    PolicyStatus: policyStatus(policy, version.policies, version.modifiedAt, now),
  }
}
