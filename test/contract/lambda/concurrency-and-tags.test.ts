import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused } from './support.ts'

const server = testServer()

describe('reserved concurrency', () => {
  it('is set aside for a function as long as enough is left to the others', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    await makeFunction(account, 'g')
    const put = (FunctionName: string, ReservedConcurrentExecutions: number) =>
      lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions })
    assert.equal(
      (await lambda.getFunctionConcurrency({ FunctionName: 'f' })).ReservedConcurrentExecutions,
      undefined,
    )
    assert.equal((await put('f', 500)).ReservedConcurrentExecutions, 500)
    const tooMuch =
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100]."
    await refused(put('g', 401), 'InvalidParameterValueException', tooMuch)
    await put('g', 400)
    await refused(put('f', 501), 'InvalidParameterValueException', tooMuch)
    assert.deepEqual((await lambda.getFunction({ FunctionName: 'f' })).Concurrency, {
      ReservedConcurrentExecutions: 500,
    })
    assert.equal(
      (await lambda.deleteFunctionConcurrency({ FunctionName: 'f' })).$metadata.httpStatusCode,
      204,
    )
    await lambda.deleteFunction({ FunctionName: 'g' })
    await put('f', 900)
    await refused(
      put(arn('f', '$LATEST'), 1),
      'InvalidParameterValueException',
      /^This operation is permitted on Lambda functions only\./,
    )
  })
})

describe('tags of functions', () => {
  it('are set and taken away', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Tags: { A: 'a' } })
    const Resource = arn('f')
    const tags = async () => (await lambda.listTags({ Resource })).Tags
    assert.equal(
      (await lambda.tagResource({ Resource, Tags: { B: 'b', C: 'c' } })).$metadata.httpStatusCode,
      204,
    )
    assert.deepEqual(await tags(), { A: 'a', B: 'b', C: 'c' })
    await lambda.untagResource({ Resource, TagKeys: ['A', 'B', 'none'] })
    assert.deepEqual(await tags(), { C: 'c' })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']))
    await refused(
      lambda.tagResource({ Resource, Tags: many }),
      'InvalidParameterValueException',
      'Number of tags exceeds resource tag limit.',
    )
    await refused(
      lambda.tagResource({ Resource: arn('g'), Tags: { A: 'a' } }),
      'ResourceNotFoundException',
      `Function not found: ${arn('g')}`,
    )
  })
})
