import type * as Api from '@aws-sdk/client-s3'
import { randomText } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { authorize } from '../access.ts'
import { changeBucket, readBucket, without } from '../bucket-changes.ts'
import { openBucket } from '../buckets.ts'
import { type NotificationRule, ruleFault } from '../domain/notification-rules.ts'
import { invalidArgument, malformedXml } from '../errors.ts'
import { notificationRulesMax } from '../limits.ts'
import { validateDestinations } from '../notification-targets.ts'
import type { Bucket } from '../records.ts'
import { required } from '../required.ts'

/**
 * Says who is told of what. Destinations must be there and let S3 in: queues and topics are sent a test event. Nothing is stored
 * when one of them refuses.
 */
export async function putBucketNotificationConfiguration(
  input: Api.PutBucketNotificationConfigurationRequest,
  context: OperationContext,
): Promise<object> {
  const given = required(input.NotificationConfiguration)
  const rules = readRules(given, context)
  if (rules.length > notificationRulesMax) {
    throw invalidArgument('A maximum of 100 notification configurations can be put on a bucket')
  }
  const fault = ruleFault(rules)
  if (fault !== undefined)
    throw invalidArgument(fault, 'Event', rules.flatMap(({ events }) => events).join(', '))
  const { value: bucket } = await openBucket(context, input)
  authorize(context, bucket, { action: 's3:PutBucketNotification' })
  if (!input.SkipDestinationValidation) await validateDestinations(context, bucket, rules)
  await changeBucket(context, input, 's3:PutBucketNotification', (current) => {
    const plain: Bucket = without(without(current, 'notifications'), 'eventBridge')
    return {
      ...plain,
      ...(rules.length === 0 ? {} : { notifications: rules }),
      ...(given.EventBridgeConfiguration === undefined ? {} : { eventBridge: true }),
    }
  })
  return {}
}

interface Given {
  readonly Id?: string | undefined
  readonly Events: Api.Event[] | undefined
  readonly Filter?: Api.NotificationConfigurationFilter | undefined
}

function readRules(given: Api.NotificationConfiguration, { random }: OperationContext): NotificationRule[] {
  const read = (
    kind: NotificationRule['kind'],
    arn: string | undefined,
    { Id, Events, Filter }: Given,
  ): NotificationRule => {
    const filterRules = (Filter?.Key?.FilterRules ?? []).map(({ Name, Value }) => ({
      Name: String(Name ?? ''),
      Value: Value ?? '',
    }))
    const filterOf = (name: string) =>
      filterRules.find((rule) => rule.Name.toLowerCase() === name)?.Value ?? ''
    if (arn === undefined || Events === undefined || Events.length === 0) throw malformedXml()
    return {
      id: Id === undefined || Id === '' ? randomText(random, letters, 48) : Id,
      kind,
      arn,
      events: Events,
      prefix: filterOf('prefix'),
      suffix: filterOf('suffix'),
      ...(Filter === undefined ? {} : { filterRules }),
    }
  }
  return [
    ...(given.TopicConfigurations ?? []).map((one) => read('sns', one.TopicArn, one)),
    ...(given.QueueConfigurations ?? []).map((one) => read('sqs', one.QueueArn, one)),
    ...(given.LambdaFunctionConfigurations ?? []).map((one) => read('lambda', one.LambdaFunctionArn, one)),
  ]
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export async function getBucketNotificationConfiguration(
  input: Api.GetBucketNotificationConfigurationRequest,
  context: OperationContext,
): Promise<Omit<Api.GetBucketNotificationConfigurationCommandOutput, '$metadata'>> {
  const { notifications = [], eventBridge } = await readBucket(context, input, 's3:GetBucketNotification')
  const of = (kind: NotificationRule['kind']) => notifications.filter((rule) => rule.kind === kind)
  const common = ({ id, events, filterRules }: NotificationRule) => ({
    Id: id,
    Events: [...events] as Api.Event[],
    ...(filterRules === undefined
      ? {}
      : {
          Filter: {
            Key: { FilterRules: filterRules.map(({ Name, Value }) => ({ Name: titled(Name), Value })) },
          },
        }),
  })
  const topics = of('sns').map((rule) => ({ ...common(rule), TopicArn: rule.arn }))
  const queues = of('sqs').map((rule) => ({ ...common(rule), QueueArn: rule.arn }))
  const functions = of('lambda').map((rule) => ({ ...common(rule), LambdaFunctionArn: rule.arn }))
  return {
    ...(topics.length === 0 ? {} : { TopicConfigurations: topics }),
    ...(queues.length === 0 ? {} : { QueueConfigurations: queues }),
    ...(functions.length === 0 ? {} : { LambdaFunctionConfigurations: functions }),
    ...(eventBridge ? { EventBridgeConfiguration: {} } : {}),
  }
}

/** As AWS answers the names, whatever their case was: `Prefix`, `Suffix`. */
function titled(name: string): Api.FilterRuleName {
  return (name.charAt(0).toUpperCase() + name.slice(1).toLowerCase()) as Api.FilterRuleName
}
