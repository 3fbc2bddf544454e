import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError } from '../aws/aws-error.ts'
import { loadModel } from '../models/index.ts'
import { resolveError } from './error-shapes.ts'

describe('an error', () => {
  it('is found by the name of its shape, whose status counts', async () => {
    const iam = await loadModel('iam')
    const resolved = resolveError(
      iam,
      undefined,
      new AwsError('NoSuchEntityException', 'gone', { statusCode: 400 }),
    )
    assert.equal(resolved.queryCode, 'NoSuchEntity')
    assert.equal(resolved.queryStatus, 404)
    assert.equal(resolved.fields.message, 'gone')
  })

  it('is found by its code on the wire', async () => {
    const iam = await loadModel('iam')
    assert.equal(resolveError(iam, undefined, new AwsError('NoSuchEntity', '')).name, 'NoSuchEntityException')
  })

  it('is the shape of that name before any that only shares its code', async () => {
    const cloudwatch = await loadModel('cloudwatch')
    const resolve = (code: string) => resolveError(cloudwatch, undefined, new AwsError(code, ''))
    assert.equal(resolve('ResourceNotFound').name, 'ResourceNotFound')
    assert.equal(resolve('DashboardNotFoundError').queryCode, 'ResourceNotFound')
  })

  it('that the model does not know keeps what it says itself', async () => {
    const logs = await loadModel('cloudwatch-logs')
    const resolved = resolveError(
      logs,
      undefined,
      new AwsError('NotImplemented', 'no', { statusCode: 501, fault: 'server' }),
    )
    assert.equal(resolved.shape, undefined)
    assert.equal(resolved.status, 501)
    assert.equal(resolved.fault, 'server')
  })

  it('takes a status where its shape has only the usual one', async () => {
    const s3 = await loadModel('s3')
    assert.equal(resolveError(s3, undefined, new AwsError('NotFound', '', { statusCode: 404 })).status, 404)
    assert.equal(resolveError(s3, undefined, new AwsError('NoSuchKey', '', { statusCode: 400 })).status, 404)
  })
})
