import type { LoopAws } from '../../../devloop/index.ts'
import { type AwsClient, AwsFailure } from './aws-client.ts'
import { query, textIn } from './query.ts'
import { stackCalls } from './stack-calls.ts'

/** What the developer loop needs of AWS, by a client of the server. */
export async function loopAws(client: AwsClient): Promise<LoopAws> {
  const { region } = client.facts
  const identity = await query(
    client,
    { service: 'sts', version: '2011-06-15', action: 'GetCallerIdentity' },
    {},
  )
  return {
    region,
    accountId: textIn(identity, 'Account') ?? '000000000000',
    stacks: stackCalls(client),
    async ensureBucket(name) {
      const body =
        region === 'us-east-1'
          ? ''
          : `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
      await client
        .send({ service: 's3', method: 'PUT', path: [name], body })
        .catch(unless('BucketAlreadyOwnedByYou'))
    },
    async putObject(bucket, key, bytes) {
      await client.send({ service: 's3', method: 'PUT', path: [bucket, ...key.split('/')], body: bytes })
    },
    async updateFunctionCode(functionName, archive) {
      await client.send({
        service: 'lambda',
        method: 'PUT',
        path: ['2015-03-31', 'functions', functionName, 'code'],
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ZipFile: Buffer.from(archive).toString('base64') }),
      })
    },
    async ensureParameter(name, value) {
      await client
        .json('ssm', 'AmazonSSM.PutParameter', { Name: name, Value: value, Type: 'String' })
        .catch(unless('ParameterAlreadyExists'))
    },
  }
}

function unless(code: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof AwsFailure) || error.code !== code) throw error
  }
}
