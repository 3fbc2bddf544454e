/** What the contract tests of S3 share. */
import assert from 'node:assert/strict'
import { type CreateBucketCommandInput, S3, S3ServiceException } from '@aws-sdk/client-s3'
import type { TestServer } from '../../support/server.ts'

let accounts = 300_000_000_000
let bucketNumber = 0

/** A client in an account of its own, with path-style addresses. */
export function freshClient(server: TestServer, region = 'us-east-1') {
  const account = String(accounts++)
  const config = { ...server.config({ account, region }), forcePathStyle: true }
  return { account, config, s3: new S3(config) }
}

/** A bucket of a new account. */
export async function freshBucket(server: TestServer, options: Partial<CreateBucketCommandInput> = {}) {
  const { s3, account, config } = freshClient(server)
  const Bucket = `bucket-${process.pid}-${bucketNumber++}`
  await s3.createBucket({ Bucket, ...options })
  return { s3, account, config, Bucket }
}

/** A client of a bucket that is open to access control lists and public policies. */
export async function openBucket(server: TestServer) {
  const made = await freshBucket(server, { ObjectOwnership: 'ObjectWriter' })
  await made.s3.deletePublicAccessBlock({ Bucket: made.Bucket })
  return made
}

/** What a call fails with. */
export async function refusal(call: Promise<unknown>): Promise<S3ServiceException & Record<string, unknown>> {
  try {
    await call
  } catch (error) {
    assert.ok(error instanceof S3ServiceException, String(error))
    return error as S3ServiceException & Record<string, unknown>
  }
  assert.fail('nothing was refused')
}

/** The name and status of what a call fails with. */
export async function refused(call: Promise<unknown>): Promise<[name: string, status: number | undefined]> {
  const { name, $metadata } = await refusal(call)
  return [name, $metadata.httpStatusCode]
}
