import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadModel, namedServices } from '../../models/index.ts'
import { uriOf } from './operation-uri.ts'
import { route } from './router.ts'

const s3 = await loadModel('s3')
const routed = (method: string, target: string, headers: Record<string, string> = {}) => {
  const [path = '', query = ''] = target.split('?')
  return route(s3, { method, path, query, headers })?.name
}

describe('routes of S3', () => {
  const cases: readonly (readonly [
    method: string,
    target: string,
    operation: string | undefined,
    headers?: Record<string, string>,
  ])[] = [
    ['GET', '/', 'ListBuckets'],
    ['GET', '/?x-id=ListBuckets', 'ListBuckets'],
    ['GET', '/?x-id=ListDirectoryBuckets', 'ListDirectoryBuckets'],
    ['GET', '/b', 'ListObjects'],
    ['GET', '/b/', 'ListObjects'],
    ['GET', '/b?prefix=a&delimiter=/', 'ListObjects'],
    ['GET', '/b?list-type=2', 'ListObjectsV2'],
    ['GET', '/b?list-type=1', 'ListObjects'],
    ['GET', '/b?location', 'GetBucketLocation'],
    ['GET', '/b?location=', 'GetBucketLocation'],
    ['GET', '/b?versions', 'ListObjectVersions'],
    ['GET', '/b?uploads', 'ListMultipartUploads'],
    ['GET', '/b?analytics', 'ListBucketAnalyticsConfigurations'],
    ['GET', '/b?analytics&id=1', 'GetBucketAnalyticsConfiguration'],
    ['HEAD', '/b', 'HeadBucket'],
    ['PUT', '/b', 'CreateBucket'],
    ['PUT', '/b?acl', 'PutBucketAcl'],
    ['DELETE', '/b', 'DeleteBucket'],
    ['POST', '/b?delete', 'DeleteObjects'],
    ['GET', '/b/k', 'GetObject'],
    ['GET', '/b/k/', 'GetObject'],
    ['GET', '/b//k', 'GetObject'],
    ['GET', '/b/k?acl', 'GetObjectAcl'],
    ['GET', '/b/k?uploadId=1', 'ListParts'],
    ['GET', '/b/k?versionId=1', 'GetObject'],
    ['GET', '/b/k?attributes', 'GetObjectAttributes'],
    ['HEAD', '/b/k', 'HeadObject'],
    ['PUT', '/b/k', 'PutObject'],
    ['PUT', '/b/k?x-id=PutObject', 'PutObject'],
    ['PUT', '/b/k', 'CopyObject', { 'x-amz-copy-source': 'a' }],
    ['PUT', '/b/k?partNumber=1&uploadId=1', 'UploadPart'],
    ['PUT', '/b/k?partNumber=1&uploadId=1', 'UploadPartCopy', { 'x-amz-copy-source': 'a' }],
    ['PUT', '/b/k?tagging', 'PutObjectTagging'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=1', 'CompleteMultipartUpload'],
    ['POST', '/b/k?select&select-type=2', 'SelectObjectContent'],
    ['DELETE', '/b/k', 'DeleteObject'],
    ['DELETE', '/b/k?uploadId=1', 'AbortMultipartUpload'],
    ['DELETE', '/b/k?tagging', 'DeleteObjectTagging'],
    ['PATCH', '/b/k', undefined],
    ['POST', '/', undefined],
  ]
  for (const [method, target, operation, headers] of cases) {
    it(`${method} ${target}${headers ? ' with a source' : ''} is ${operation ?? 'nothing'}`, () => {
      assert.equal(routed(method, target, headers), operation)
    })
  }
})

describe('routes of every REST service', () => {
  for (const { model: name, protocols } of namedServices) {
    if (protocols[0] !== 'restJson1' && protocols[0] !== 'restXml') continue
    it(`lead to all operations of ${name}`, async () => {
      const model = await loadModel(name)
      for (const operation of model.operations.values()) {
        const uri = uriOf(operation)
        const path = uri.segments.map((segment) => ('text' in segment ? segment.text : 'x%2Fy%20z')).join('/')
        const required = operation.input.members.filter((member) => member.required)
        const query = [
          ...uri.query.map(({ name: key, value }) => (value === undefined ? key : `${key}=${value}`)),
          ...required.flatMap(({ traits }) =>
            traits.httpQuery === undefined ? [] : `${traits.httpQuery}=1`,
          ),
        ]
        const headers = Object.fromEntries(
          required.flatMap(({ traits }) =>
            traits.httpHeader === undefined ? [] : [[traits.httpHeader.toLowerCase(), '1']],
          ),
        ) as Record<string, string>
        const found = route(model, {
          method: operation.http?.method ?? '',
          path: `/${path}`,
          query: query.join('&'),
          headers,
        })
        assert.equal(found?.name, operation.name)
      }
    })
  }
})
