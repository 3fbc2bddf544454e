/** Functions and buckets: code that lies in S3, and functions that are told of objects. Source: Lambda API reference, FunctionCode; Amazon S3 User Guide, "Amazon S3 Event Notifications". */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { S3 } from '@aws-sdk/client-s3'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { deliveryWorld, echo } from '../delivery/support.ts'
import { untilActive } from '../lambda/support.ts'
import { freshBucket } from './room.ts'

const server = testServer()

function zip(source: string): Buffer {
  return Buffer.from(zipOf({ 'index.py': source }))
}

async function withFunction() {
  const made = await freshBucket(server)
  const lambda = new Lambda(server.config({ account: made.account }))
  const create = (Code: object, FunctionName = 'f') =>
    lambda.createFunction({
      FunctionName,
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Timeout: 30,
      Role: `arn:aws:iam::${made.account}:role/r`,
      Code,
    })
  return { ...made, lambda, create }
}

describe('code in S3', () => {
  it('is fetched as the caller, in the version that is asked for', async () => {
    const { s3, Bucket, account, lambda, create } = await withFunction()
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })
    const [one, two] = [zip('x = 1\n'), zip('x = 2222222222\n')]
    const { VersionId } = await s3.putObject({ Bucket, Key: 'code.zip', Body: one })
    await s3.putObject({ Bucket, Key: 'code.zip', Body: two })
    const made = await create({ S3Bucket: Bucket, S3Key: 'code.zip' })
    assert.equal(made.CodeSize, two.length)
    await untilActive({ id: account, lambda, arn: String }, 'f')
    const updated = await lambda.updateFunctionCode({
      FunctionName: 'f',
      S3Bucket: Bucket,
      S3Key: 'code.zip',
      S3ObjectVersion: VersionId,
    })
    assert.equal(updated.CodeSize, one.length)
    const layer = await lambda.publishLayerVersion({
      LayerName: 'l',
      Content: { S3Bucket: Bucket, S3Key: 'code.zip' },
    })
    assert.equal(layer.Content?.CodeSize, two.length)
    // A larger archive streams out of a blob.
    const big = zipOf({
      'index.py': 'x = 1\n',
      'data.bin': Array.from({ length: 60_000 }, (_, n) => (n * 7919) % 9973).join(''),
    })
    await s3.putObject({ Bucket, Key: 'big.zip', Body: big })
    assert.equal((await create({ S3Bucket: Bucket, S3Key: 'big.zip' }, 'big')).CodeSize, big.length)
  })

  it('is refused in the words of both when it cannot be had', async () => {
    const { Bucket, create } = await withFunction()
    await assert.rejects(create({ S3Bucket: Bucket, S3Key: 'none' }), {
      name: 'InvalidParameterValueException',
      message:
        'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    })
    await assert.rejects(
      create({ S3Bucket: 'no-such-bucket-anywhere', S3Key: 'k' }),
      /S3 Error Code: NoSuchBucket/,
    )
    const other = await freshBucket(server)
    await other.s3.putObject({ Bucket: other.Bucket, Key: 'k', Body: zip('') })
    await assert.rejects(create({ S3Bucket: other.Bucket, S3Key: 'k' }), /S3 Error Code: AccessDenied/)
  })
})

describe('functions', () => {
  it('are invoked with the records of changes, once they let the bucket in', async () => {
    const world = await deliveryWorld(server)
    const s3 = new S3({ ...server.config({ account: world.id }), forcePathStyle: true })
    const Bucket = `told-${world.id}`
    await s3.createBucket({ Bucket })
    await world.reporter('f', echo)
    const configure = () =>
      s3.putBucketNotificationConfiguration({
        Bucket,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              LambdaFunctionArn: world.arn('f'),
              Events: ['s3:ObjectCreated:*'],
              Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.jpg' }] } },
            },
          ],
        },
      })
    await assert.rejects(configure(), /Unable to validate the following destination configurations/)
    await world.lambda.addPermission({
      FunctionName: 'f',
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: `arn:aws:s3:::${Bucket}`,
      SourceAccount: world.id,
    })
    await configure()
    await s3.putObject({ Bucket, Key: 'cat.txt', Body: 'x' })
    await s3.putObject({ Bucket, Key: 'a cat.jpg', Body: 'x' })
    const [event] = (await world.reports(1)) as Array<{
      Records: Array<{ eventName: string; s3: { bucket: { arn: string }; object: { key: string } } }>
    }>
    const [record] = event?.Records ?? []
    assert.deepEqual(
      [record?.eventName, record?.s3.bucket.arn, record?.s3.object.key],
      ['ObjectCreated:Put', `arn:aws:s3:::${Bucket}`, 'a+cat.jpg'],
    )
    await server.lambent.idle()
    await world.noMoreReports()
  })
})
