/** What the tests of this room compute templates under. */
import type { ParameterValue, TemplateContext } from '../types.ts'

/** A context with given parameters; everything else is fixed. */
export function contextWith(parameters: ReadonlyMap<string, ParameterValue> = new Map()): TemplateContext {
  return {
    parameters,
    pseudo: {
      accountId: '123456789012',
      region: 'eu-west-1',
      partition: 'aws',
      urlSuffix: 'amazonaws.com',
      stackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/stack/1',
      stackName: 'stack',
      notificationArns: ['arn:aws:sns:eu-west-1:123456789012:topic'],
    },
    zones: (region) => [`${region}a`, `${region}b`, `${region}c`],
  }
}
