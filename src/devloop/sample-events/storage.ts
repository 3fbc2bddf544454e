/**
 * Changes of what is stored. Sources: S3 User Guide, "Event message structure"; Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB",
 * "Using Lambda with Amazon DocumentDB", "S3 Batch operations" and "S3 Object Lambda".
 */
import { hash } from 'node:crypto'
import {
  arnOf,
  choice,
  instant,
  type SampleEvent,
  type SampleSource,
  type SampleValues,
  sampleId,
} from './types.ts'

const objectOptions = {
  bucket: choice('example-bucket', 'the bucket'),
  key: choice('images/cat.png', 'the key of the object'),
}

const size = choice('1024', 'the size of the object in bytes')

const encodeKey = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+')

function objectEvent(name: string, eventName: string, about: string): SampleEvent {
  const isGone = eventName.startsWith('ObjectRemoved')
  return {
    name,
    about,
    options: isGone ? objectOptions : { ...objectOptions, size },
    make: (values) => ({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: values.region,
          eventTime: instant(values),
          eventName,
          userIdentity: { principalId: 'AWS:AIDACKCEVSQ6C2EXAMPLE' },
          requestParameters: { sourceIPAddress: '203.0.113.10' },
          responseElements: {
            'x-amz-request-id': 'C3D13FE58DE4C810',
            'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD',
          },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'on-change',
            bucket: {
              name: values.option('bucket'),
              ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
              arn: `arn:aws:s3:::${values.option('bucket')}`,
            },
            object: {
              key: encodeKey(values.option('key')),
              ...(isGone
                ? {}
                : {
                    size: Number(values.option('size')),
                    eTag: hash('md5', values.option('key'), 'hex'),
                  }),
              sequencer: '0055AED6DCD90281E5',
            },
          },
        },
      ],
    }),
  }
}

const image = (count: string) => ({ Id: { N: '101' }, Name: { S: 'lamp' }, Count: { N: count } })

function streamRecord(values: SampleValues, eventName: 'INSERT' | 'MODIFY' | 'REMOVE', serial: number) {
  const table = values.option('table')
  const day = new Date(values.nowMs).toISOString().replace(/Z$/, '').slice(0, 23)
  return {
    eventID: hash('md5', `${serial}`, 'hex'),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: values.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(values.nowMs / 1_000),
      Keys: { Id: { N: '101' } },
      ...(eventName === 'REMOVE' ? {} : { NewImage: image(eventName === 'INSERT' ? '1' : '2') }),
      ...(eventName === 'INSERT' ? {} : { OldImage: image('1') }),
      SequenceNumber: String(4_421_584_500_000_000_017_450_439_091n + BigInt(serial)),
      SizeBytes: eventName === 'MODIFY' ? 59 : 31,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: arnOf(values, 'dynamodb', `table/${table}/stream/${day}`),
  }
}

/** S3, DynamoDB, DocumentDB and EFS's kin. */
export const storageSources: readonly SampleSource[] = [
  {
    name: 's3',
    title: 'Amazon S3',
    events: [
      objectEvent('put', 'ObjectCreated:Put', 'an object was put'),
      objectEvent('post', 'ObjectCreated:Post', 'an object was put by a form'),
      objectEvent('copy', 'ObjectCreated:Copy', 'an object was copied'),
      objectEvent('multipart', 'ObjectCreated:CompleteMultipartUpload', 'an upload in parts was completed'),
      objectEvent('delete', 'ObjectRemoved:Delete', 'an object was deleted'),
      objectEvent(
        'delete-marker',
        'ObjectRemoved:DeleteMarkerCreated',
        'an object of a versioned bucket was deleted',
      ),
      {
        name: 'batch',
        about: 'a task of a batch job',
        options: objectOptions,
        make: (values) => ({
          invocationSchemaVersion: '1.0',
          invocationId: 'YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo',
          job: { id: 'f3cc4f60-61f6-4a2b-8a21-d07600c373ce' },
          tasks: [
            {
              taskId: 'dGFza2lkZ29lc2hlcmUK',
              s3Key: encodeKey(values.option('key')),
              s3VersionId: null,
              s3BucketArn: `arn:aws:s3:::${values.option('bucket')}`,
            },
          ],
        }),
      },
      {
        name: 'object-lambda',
        about: 'a GetObject that a function is to transform',
        options: objectOptions,
        make: (values) => ({
          xAmzRequestId: sampleId,
          getObjectContext: {
            inputS3Url: `https://${values.option('bucket')}.s3.${values.region}.amazonaws.com/${encodeKey(values.option('key'))}?X-Amz-Security-Token=example`,
            outputRoute: 'io-use1-001',
            outputToken: 'OutputToken',
          },
          configuration: {
            accessPointArn: arnOf(values, 's3-object-lambda', 'accesspoint/example-object-lambda-ap'),
            supportingAccessPointArn: arnOf(values, 's3', 'accesspoint/example-ap'),
            payload: '{}',
          },
          userRequest: {
            url: `https://object-lambda-${values.account}.s3-object-lambda.${values.region}.amazonaws.com/${encodeKey(values.option('key'))}`,
            headers: {
              Host: `object-lambda-${values.account}.s3-object-lambda.${values.region}.amazonaws.com`,
            },
          },
          userIdentity: {
            type: 'IAMUser',
            principalId: 'AIDACKCEVSQ6C2EXAMPLE',
            arn: `arn:aws:iam::${values.account}:user/anna`,
            accountId: values.account,
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            userName: 'anna',
          },
          protocolVersion: '1.00',
        }),
      },
    ],
  },
  {
    name: 'dynamodb',
    title: 'Amazon DynamoDB Streams',
    events: [
      {
        name: 'update',
        about: 'an item was made, changed and removed',
        options: { table: choice('example-table', 'the table') },
        make: (values) => ({
          Records: (['INSERT', 'MODIFY', 'REMOVE'] as const).map((name, index) =>
            streamRecord(values, name, index),
          ),
        }),
      },
      ...(['INSERT', 'MODIFY', 'REMOVE'] as const).map((name) => ({
        name: name.toLowerCase(),
        about: { INSERT: 'an item was made', MODIFY: 'an item was changed', REMOVE: 'an item was removed' }[
          name
        ],
        options: { table: choice('example-table', 'the table') },
        make: (values: SampleValues) => ({ Records: [streamRecord(values, name, 0)] }),
      })),
    ],
  },
  {
    name: 'documentdb',
    title: 'Amazon DocumentDB',
    events: [
      {
        name: 'insert',
        about: 'a document was made',
        options: { database: choice('shop', 'the database'), collection: choice('orders', 'the collection') },
        make: (values) => ({
          eventSourceArn: arnOf(values, 'rds', 'cluster:example-cluster'),
          events: [
            {
              event: {
                _id: { _data: '0163eeb6e7000000090100000009000041e1' },
                clusterTime: { $timestamp: { t: Math.floor(values.nowMs / 1_000), i: 9 } },
                documentKey: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' } },
                fullDocument: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' }, name: 'lamp' },
                ns: { db: values.option('database'), coll: values.option('collection') },
                operationType: 'insert',
              },
            },
          ],
          eventSource: 'aws:docdb',
        }),
      },
    ],
  },
]
