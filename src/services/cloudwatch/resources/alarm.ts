import type * as Api from '@aws-sdk/client-cloudwatch'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
  ResourceUpdate,
} from '../../../dispatch/index.ts'
import {
  everyPage,
  given,
  nameOf,
  resourceExists,
  retag,
  tagList,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** Metric alarms and composite ones: they share names, tags and operations. */
interface Kind {
  readonly typeName: string
  readonly operation: string
  readonly alarmType: Api.AlarmType
  /** Properties that are members of the operation's input of the same name. */
  readonly members: readonly string[]
}

const actions = ['ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'InsufficientDataActions', 'OKActions']

/** AWS::CloudWatch::Alarm. Source: CloudFormation template reference, AWS::CloudWatch::Alarm. */
export const alarm = alarmType({
  typeName: 'AWS::CloudWatch::Alarm',
  operation: 'cloudwatch:PutMetricAlarm',
  alarmType: 'MetricAlarm',
  members: [
    ...actions,
    'ComparisonOperator',
    'DatapointsToAlarm',
    'Dimensions',
    'EvaluateLowSampleCountPercentile',
    'EvaluationCriteria',
    'EvaluationInterval',
    'EvaluationPeriods',
    'EvaluationWindow',
    'ExtendedStatistic',
    'MetricName',
    'Metrics',
    'Namespace',
    'Period',
    'Statistic',
    'Threshold',
    'ThresholdMetricId',
    'TreatMissingData',
    'Unit',
    'WarmUpConfiguration',
  ],
})

/** AWS::CloudWatch::CompositeAlarm. Source: CloudFormation template reference, AWS::CloudWatch::CompositeAlarm. */
export const compositeAlarm = alarmType({
  typeName: 'AWS::CloudWatch::CompositeAlarm',
  operation: 'cloudwatch:PutCompositeAlarm',
  alarmType: 'CompositeAlarm',
  members: [
    ...actions,
    'ActionsSuppressor',
    'ActionsSuppressorExtensionPeriod',
    'ActionsSuppressorWaitPeriod',
    'AlarmRule',
  ],
})

function alarmType({ typeName, operation, alarmType: kind, members }: Kind): ResourceType {
  const put = (request: ResourceRequest, AlarmName: string, more: object = {}) =>
    request.call(operation, { AlarmName, ...given(request.properties, ...members), ...more })
  return {
    async create(request) {
      const AlarmName = nameOf(request, 'AlarmName', { max: 255 })
      // The operation would write over an alarm that is there; a stack does not.
      if (request.properties.AlarmName !== undefined && !request.again && (await find(request, AlarmName)))
        throw resourceExists(typeName, AlarmName)
      await put(request, AlarmName, { Tags: tagList(tagsOf(request, request.properties.Tags)) })
      return madeOf(request, AlarmName)
    },

    async update(request) {
      await put(request, request.physicalId)
      await tagAgain(request)
      return madeOf(request, request.physicalId)
    },

    async remove({ call, physicalId }) {
      await unlessMissing(
        call('cloudwatch:DeleteAlarms', { AlarmNames: [physicalId] }),
        'ResourceNotFound',
        'ResourceNotFoundException',
      )
    },

    async read(query) {
      const found = await find(query, query.identifier, kind)
      if (!found) return undefined
      const made = madeOf(query, query.identifier)
      const { Tags = [] } = await query.call<Api.ListTagsForResourceOutput>(
        'cloudwatch:ListTagsForResource',
        {
          ResourceARN: made.attributes.Arn,
        },
      )
      return {
        ...made,
        properties: {
          AlarmName: query.identifier,
          ...given(JSON.parse(JSON.stringify(found)) as ResourceProperties, ...members),
          ...made.attributes,
          ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
        },
      }
    },

    async list(calls) {
      const pages = await everyPage<Api.DescribeAlarmsOutput>(calls, 'cloudwatch:DescribeAlarms', {
        AlarmTypes: [kind],
      })
      return pages.flatMap(({ MetricAlarms = [], CompositeAlarms = [] }) =>
        [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName = '' }) => AlarmName),
      )
    },
  }
}

async function find(
  { call }: ResourceCalls,
  name: string,
  kind?: Api.AlarmType,
): Promise<Api.MetricAlarm | Api.CompositeAlarm | undefined> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await call<Api.DescribeAlarmsOutput>(
    'cloudwatch:DescribeAlarms',
    { AlarmNames: [name], AlarmTypes: kind === undefined ? ['MetricAlarm', 'CompositeAlarm'] : [kind] },
  )
  return MetricAlarms[0] ?? CompositeAlarms[0]
}

function madeOf({ partition, region, accountId }: ResourceCalls, name: string): MadeResource {
  return {
    physicalId: name,
    attributes: { Arn: `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}` },
  }
}

async function tagAgain(request: ResourceUpdate): Promise<void> {
  const ResourceARN = madeOf(request, request.physicalId).attributes.Arn
  await retag(
    request,
    'Tags',
    (tags) => request.call('cloudwatch:TagResource', { ResourceARN, Tags: tagList(tags) }),
    (TagKeys) => request.call('cloudwatch:UntagResource', { ResourceARN, TagKeys }),
  )
}
