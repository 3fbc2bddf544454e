import type * as Api from '@aws-sdk/client-eventbridge'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  documentText,
  everyItem,
  given,
  nameOf,
  readDocumentText,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { ownArn } from './own-arn.ts'

/** AWS::Events::Archive. Source: CloudFormation template reference, AWS::Events::Archive. */
export const archive: ResourceType = {
  async create(request) {
    const ArchiveName = nameOf(request, 'ArchiveName', { max: 48 })
    await unlessAgain(
      request,
      request.call('events:CreateArchive', {
        ArchiveName,
        EventSourceArn: request.properties.SourceArn,
        ...settingsOf(request.properties),
      }),
      'ResourceAlreadyExistsException',
    )
    return madeOf(request, ArchiveName)
  },

  async update(request) {
    await request.call('events:UpdateArchive', {
      ArchiveName: request.physicalId,
      Description: '',
      EventPattern: '',
      KmsKeyIdentifier: '',
      RetentionDays: 0,
      ...settingsOf(request.properties),
    })
    return madeOf(request, request.physicalId)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('events:DeleteArchive', { ArchiveName: physicalId }),
      'ResourceNotFoundException',
    )
  },

  async read(query) {
    const found = await unlessMissing(
      query.call<Api.DescribeArchiveResponse>('events:DescribeArchive', { ArchiveName: query.identifier }),
      'ResourceNotFoundException',
    )
    if (!found) return undefined
    const made = madeOf(query, query.identifier)
    return {
      ...made,
      properties: {
        ...given(
          found as object as ResourceProperties,
          'ArchiveName',
          'Description',
          'KmsKeyIdentifier',
          'RetentionDays',
        ),
        ...made.attributes,
        SourceArn: found.EventSourceArn ?? '',
        ...(found.EventPattern ? { EventPattern: readDocumentText(found.EventPattern) } : {}),
      },
    }
  },

  async list(calls) {
    const archives = await everyItem<Api.Archive>(calls, 'events:ListArchives', {}, 'Archives')
    return archives.map(({ ArchiveName = '' }) => ArchiveName)
  },

  inert: ['KmsKeyIdentifier'],
}

function settingsOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  return {
    ...given(properties, 'Description', 'KmsKeyIdentifier', 'RetentionDays'),
    ...(properties.EventPattern === undefined ? {} : { EventPattern: documentText(properties.EventPattern) }),
  }
}

function madeOf(calls: ResourceCalls, name: string): MadeResource {
  return { physicalId: name, attributes: { Arn: ownArn(calls, `archive/${name}`) } }
}
