import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::SQS::Queue. Its `Ref` is its URL. */
export const sqsQueue: ResourceKind = { type: 'AWS::SQS::Queue', tags: true, arn: attribute('Arn') }
/** AWS::SQS::QueuePolicy. */
export const sqsQueuePolicy: ResourceKind = { type: 'AWS::SQS::QueuePolicy', arn: attribute('Arn') }
/** AWS::SNS::Topic. */
export const snsTopic: ResourceKind = { type: 'AWS::SNS::Topic', tags: true, arn: ref }
/** AWS::SNS::Subscription. */
export const snsSubscription: ResourceKind = { type: 'AWS::SNS::Subscription' }
/** AWS::SNS::TopicPolicy. */
export const snsTopicPolicy: ResourceKind = { type: 'AWS::SNS::TopicPolicy' }
