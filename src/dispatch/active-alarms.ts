import type { ResourceCalls } from './resource-type.ts'

/** The names of those alarms that are active. Alarms that are not there count as OK, as they do for deployments at AWS. */
export async function activeAlarms(
  { call }: Pick<ResourceCalls, 'call'>,
  names: readonly string[],
): Promise<readonly string[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await call<{
    MetricAlarms?: readonly { AlarmName?: string }[]
    CompositeAlarms?: readonly { AlarmName?: string }[]
  }>('cloudwatch:DescribeAlarms', {
    AlarmNames: [...names],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    StateValue: 'ALARM',
  })
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '' }) => AlarmName)
}
