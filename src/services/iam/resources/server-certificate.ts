import type { GetServerCertificateResponse, ServerCertificateMetadata } from '@aws-sdk/client-iam'
import {
  changed,
  everyItem,
  given,
  type MadeResource,
  nameOf,
  type ResourceCalls,
  type ResourceType,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { missing, ownTags, retagEntity, taken } from './holders.ts'

/** AWS::IAM::ServerCertificate. Source: CloudFormation template reference, AWS::IAM::ServerCertificate. */
export const serverCertificate: ResourceType = {
  async create(request) {
    const { properties } = request
    const ServerCertificateName = nameOf(request, 'ServerCertificateName', { max: 128 })
    await unlessAgain(
      request,
      request.call('iam:UploadServerCertificate', {
        ServerCertificateName,
        ...given(properties, 'CertificateBody', 'CertificateChain', 'Path', 'PrivateKey'),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      taken,
    )
    return await madeOf(request, ServerCertificateName)
  },

  async update(request) {
    const { physicalId: ServerCertificateName, previous, properties } = request
    if (changed(previous, properties, 'Path'))
      await request.call('iam:UpdateServerCertificate', {
        ServerCertificateName,
        NewPath: String(properties.Path ?? '/'),
      })
    await retagEntity(request, 'ServerCertificate', { ServerCertificateName })
    return await madeOf(request, ServerCertificateName)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('iam:DeleteServerCertificate', { ServerCertificateName: physicalId }), missing)
  },

  async read(query) {
    const found = await unlessMissing(certificateOf(query, query.identifier), missing)
    if (!found) return undefined
    const { CertificateBody = '', CertificateChain, ServerCertificateMetadata: metadata, Tags } = found
    return {
      ...(await madeOf(query, query.identifier)),
      properties: {
        ServerCertificateName: query.identifier,
        CertificateBody,
        ...(CertificateChain ? { CertificateChain } : {}),
        Path: metadata?.Path ?? '/',
        ...ownTags(Tags),
      },
    }
  },

  async list(calls) {
    const all = await everyItem<ServerCertificateMetadata>(
      calls,
      'iam:ListServerCertificates',
      {},
      'ServerCertificateMetadataList',
      'Marker',
    )
    return all.map(({ ServerCertificateName = '' }) => ServerCertificateName)
  },
}

async function certificateOf({ call }: ResourceCalls, ServerCertificateName: string) {
  const answer = await call<GetServerCertificateResponse>('iam:GetServerCertificate', {
    ServerCertificateName,
  })
  return answer.ServerCertificate
}

async function madeOf(calls: ResourceCalls, name: string): Promise<MadeResource> {
  const certificate = await certificateOf(calls, name)
  return {
    physicalId: name,
    attributes: { Arn: certificate?.ServerCertificateMetadata?.Arn ?? '' },
  }
}
