import type { Resource, TaskPattern } from './program.ts'

const patterns: Readonly<Record<string, TaskPattern>> = {
  sync: 'sync',
  'sync:2': 'sync:2',
  waitForTaskToken: 'waitForTaskToken',
}

const serviceForm =
  /^arn:(aws|aws-cn|aws-us-gov):states:([a-z0-9-]*):(\d{12})?:(aws-sdk:)?([A-Za-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync:2|sync|waitForTaskToken))?$/

const activityForm = /^arn:(aws|aws-cn|aws-us-gov):states:[a-z0-9-]+:\d{12}:activity:\S{1,80}$/

const functionForm =
  /^arn:(aws|aws-cn|aws-us-gov):lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::(\$LATEST|[A-Za-z0-9_-]{1,128}))?$/

/**
 * The parts of a Task's Resource; undefined where it has none of the forms. Whether the service has such an action is not asked here.
 * Source: Step Functions Developer Guide, "Integrating services", "Task".
 */
export function parseResource(arn: string): Resource | undefined {
  if (activityForm.test(arn)) return { kind: 'activity', arn, pattern: 'request' }
  if (functionForm.test(arn)) return { kind: 'lambda', arn, pattern: 'request' }
  const parts = serviceForm.exec(arn)
  if (!parts) return undefined
  const [, , , , prefix, service = '', action = '', suffix] = parts
  return {
    kind: 'service',
    arn,
    pattern: (suffix && patterns[suffix]) || 'request',
    resourceType: `${prefix ?? ''}${service}`,
    resource: suffix ? `${action}.${suffix}` : action,
    service,
    action,
    sdk: prefix !== undefined,
  }
}
