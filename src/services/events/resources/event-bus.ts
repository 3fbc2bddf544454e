import type * as Api from '@aws-sdk/client-eventbridge'
import type { MadeResource, ResourceProperties, ResourceType } from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  given,
  orRemove,
  readDocumentText,
  retag,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { ownArn } from './own-arn.ts'

/** AWS::Events::EventBus. Source: CloudFormation template reference, AWS::Events::EventBus. */
export const eventBus: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const Name = String(properties.Name)
    await unlessAgain(
      request,
      call('events:CreateEventBus', {
        Name,
        ...settingsOf(properties),
        ...given(properties, 'EventSourceName'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      'ResourceAlreadyExistsException',
    )
    if (properties.Policy !== undefined) {
      const Policy = documentText(properties.Policy)
      await orRemove(
        request,
        () => call('events:PutPermission', { EventBusName: Name, Policy }),
        () => call('events:DeleteEventBus', { Name }),
      )
    }
    return madeOf(ownArn(request, `event-bus/${Name}`), Name, properties)
  },

  async update(request) {
    const { properties, previous, physicalId: Name, call } = request
    if (changed(previous, properties, 'DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'LogConfig'))
      await call('events:UpdateEventBus', {
        Name,
        Description: '',
        KmsKeyIdentifier: '',
        DeadLetterConfig: {},
        LogConfig: { Level: 'OFF', IncludeDetail: 'NONE' },
        ...settingsOf(properties),
      })
    if (properties.Policy === undefined) {
      if (previous.Policy !== undefined)
        await call('events:RemovePermission', { EventBusName: Name, RemoveAllPermissions: true })
    } else if (changed(previous, properties, 'Policy'))
      await call('events:PutPermission', { EventBusName: Name, Policy: documentText(properties.Policy) })
    const Arn = ownArn(request, `event-bus/${Name}`)
    await retag(
      request,
      'Tags',
      (tags) => call('events:TagResource', { ResourceARN: Arn, Tags: tagList(tags) }),
      (TagKeys) => call('events:UntagResource', { ResourceARN: Arn, TagKeys }),
    )
    return madeOf(Arn, Name, properties)
  },

  async remove({ call, physicalId }) {
    await call('events:DeleteEventBus', { Name: physicalId })
  },

  async read({ call, identifier }) {
    const answer = await unlessMissing(
      call<Api.DescribeEventBusResponse>('events:DescribeEventBus', { Name: identifier }),
      'ResourceNotFoundException',
    )
    if (!answer) return undefined
    const { Arn = '', Name = identifier, Policy } = answer
    const { Tags = [] } = await call<Api.ListTagsForResourceResponse>('events:ListTagsForResource', {
      ResourceARN: Arn,
    })
    const properties: ResourceProperties = {
      ...given(answer as ResourceProperties, 'Description', 'KmsKeyIdentifier'),
      ...(answer.DeadLetterConfig?.Arn ? { DeadLetterConfig: { Arn: answer.DeadLetterConfig.Arn } } : {}),
      ...given(answer as ResourceProperties, 'LogConfig'),
      ...(Policy ? { Policy: readDocumentText(Policy) } : {}),
      ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
    }
    return { ...madeOf(Arn, Name, properties), properties: { Name, Arn, ...properties } }
  },

  async list(calls) {
    const buses = await everyItem<Api.EventBus>(calls, 'events:ListEventBuses', {}, 'EventBuses')
    return buses.map(({ Name = '' }) => Name)
  },

  // Events are kept as all data here is, and the log of a bus is not written.
  inert: ['LogConfig'],
}

function settingsOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  return given(properties, 'DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'LogConfig')
}

function madeOf(Arn: string, Name: string, { Policy }: ResourceProperties): MadeResource {
  return { physicalId: Name, attributes: { Arn, Name, ...(Policy === undefined ? {} : { Policy }) } }
}
