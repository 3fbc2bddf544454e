import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::Events::Rule. */
export const eventsRule: ResourceKind = { type: 'AWS::Events::Rule', arn: attribute('Arn') }
/** AWS::Scheduler::Schedule. */
export const schedulerSchedule: ResourceKind = { type: 'AWS::Scheduler::Schedule', arn: attribute('Arn') }
/** AWS::IoT::TopicRule. */
export const iotTopicRule: ResourceKind = { type: 'AWS::IoT::TopicRule', tags: true }
/** AWS::Logs::SubscriptionFilter. */
export const logsSubscriptionFilter: ResourceKind = { type: 'AWS::Logs::SubscriptionFilter' }
