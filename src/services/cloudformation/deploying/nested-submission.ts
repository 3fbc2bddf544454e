import type * as Api from '@aws-sdk/client-cloudformation'
import type { Json, JsonObject } from '../../../base/json.ts'
import type { Deployment } from '../domain/stack.ts'
import type { Submission } from './submission.ts'

/**
 * The request that a nested stack's properties amount to, with what it takes from the stack around it: tags, capabilities, the role.
 * Source: Template Reference, AWS::CloudFormation::Stack.
 */
export function nestedSubmission(around: Deployment | undefined, properties: JsonObject): Submission {
  const { TemplateURL, Parameters, NotificationARNs, Tags } = properties
  const own = Array.isArray(Tags) ? (Tags as readonly Api.Tag[]) : []
  const names = new Set(own.map(({ Key }) => Key))
  const inherited = Object.entries(around?.tags ?? {})
    .filter(([Key]) => !names.has(Key))
    .map(([Key, Value]) => ({ Key, Value }))
  return {
    ...(typeof TemplateURL === 'string' ? { TemplateURL } : {}),
    Parameters: Object.entries((Parameters ?? {}) as JsonObject).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: parameterText(value ?? ''),
    })),
    ...(Array.isArray(NotificationARNs) ? { NotificationARNs: NotificationARNs as readonly string[] } : {}),
    Tags: [...inherited, ...own],
    Capabilities: around?.capabilities ?? [],
    ...(around?.roleArn === undefined ? {} : { RoleARN: around.roleArn }),
  }
}

function parameterText(value: Json): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value)
}
