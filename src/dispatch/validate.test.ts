import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError } from '../aws/aws-error.ts'
import { loadModel, type StructureShape } from '../models/index.ts'
import { validate } from './validate.ts'

async function inputOf(service: string, operation: string): Promise<StructureShape> {
  const found = (await loadModel(service)).operations.get(operation)
  assert.ok(found)
  return found.input
}

function refusal(shape: StructureShape, input: object): string {
  try {
    validate(shape, input)
  } catch (error) {
    assert.ok(error instanceof AwsError)
    assert.equal(error.code, 'ValidationException')
    return error.message
  }
  return ''
}

describe('validate', () => {
  it('accepts what meets every constraint', async () => {
    const shape = await inputOf('iam', 'CreateRole')
    assert.equal(refusal(shape, { RoleName: 'a', AssumeRolePolicyDocument: '{}' }), '')
  })

  it('names a missing member in lower case, with the value null', async () => {
    const shape = await inputOf('sts', 'AssumeRole')
    assert.equal(
      refusal(shape, { RoleSessionName: 'session' }),
      "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    )
  })

  it('lists several violations in the order of the members', async () => {
    const shape = await inputOf('sts', 'AssumeRole')
    assert.equal(
      refusal(shape, { RoleArn: 'short', RoleSessionName: 'x', DurationSeconds: 1 }),
      "3 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; " +
        "Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
        "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    )
  })

  it('counts list members from one, and goes into them', async () => {
    const shape = await inputOf('iam', 'TagRole')
    assert.match(
      refusal(shape, {
        RoleName: 'a',
        Tags: [
          { Key: 'ok', Value: '' },
          { Key: '', Value: 'x' },
        ],
      }),
      /^2 validation errors detected: Value '' at 'tags\.2\.member\.key' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'tags\.2\.member\.key' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    )
  })

  it('holds enumerations against their values', async () => {
    const shape = await inputOf('cloudwatch-logs', 'CreateLogGroup')
    assert.match(
      refusal(shape, { logGroupName: 'a', logGroupClass: 'CHEAP' }),
      /Value 'CHEAP' at 'logGroupClass' failed to satisfy constraint: Member must satisfy enum value set: \[STANDARD, INFREQUENT_ACCESS/,
    )
  })

  it('holds patterns against the whole text', async () => {
    const shape = await inputOf('cloudwatch-logs', 'CreateLogGroup')
    assert.match(
      refusal(shape, { logGroupName: 'a b' }),
      /Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\\.\\-_\/#A-Za-z0-9\]\+/,
    )
  })

  it('counts characters, not halves of them', async () => {
    const shape = await inputOf('ssm', 'PutParameter')
    assert.equal(refusal(shape, { Name: 'a', Value: 'x', Description: '😀'.repeat(1024) }), '')
    assert.match(
      refusal(shape, { Name: 'a', Value: 'x', Description: '😀'.repeat(1025) }),
      /length less than or equal to 1024/,
    )
  })

  it('words what is wrong with the keys of a map', async () => {
    const shape = await inputOf('cloudwatch-logs', 'CreateLogGroup')
    assert.match(
      refusal(shape, { logGroupName: 'a', tags: { ['k'.repeat(129)]: 'v' } }),
      /at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 128\]/,
    )
  })

  it('goes into recursive structures', async () => {
    const shape = await inputOf('dynamodb', 'PutItem')
    const nested = { M: { a: { L: [{ M: { b: { S: 'x' } } }] } } }
    assert.equal(refusal(shape, { TableName: 'table', Item: { a: nested } }), '')
  })
})
