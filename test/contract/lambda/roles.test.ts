import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IAM } from '@aws-sdk/client-iam'
import { Lambda } from '@aws-sdk/client-lambda'
import { testServer } from '../../support/server.ts'
import { lambdaTrust } from '../iam/support.ts'
import { makeActive, makeFunction, newAccount, refused } from './support.ts'

const refusal = [
  'InvalidParameterValueException',
  'The role defined for the function cannot be assumed by Lambda.',
] as const

const userTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})

describe('a function’s role', () => {
  const local = testServer()
  const enforcing = testServer({ identity: 'enforce' })

  it('is taken for granted where it is not there, and must trust Lambda where it is', async () => {
    const account = newAccount(local)
    await makeActive(account, 'f')
    const iam = new IAM(local.config({ account: account.id }))
    await iam.createRole({ RoleName: 'worker', AssumeRolePolicyDocument: userTrust })
    await refused(makeFunction(account, 'g'), ...refusal)
    const Role = `arn:aws:iam::${account.id}:role/worker`
    await refused(account.lambda.updateFunctionConfiguration({ FunctionName: 'f', Role }), ...refusal)
    await iam.updateAssumeRolePolicy({ RoleName: 'worker', PolicyDocument: lambdaTrust })
    await makeFunction(account, 'g')
  })

  it('must be there where identities are verified', async () => {
    const { firstKey } = enforcing.lambent
    assert.ok(firstKey)
    const config = {
      ...enforcing.config(),
      credentials: { accessKeyId: firstKey.accessKeyId, secretAccessKey: firstKey.secretAccessKey },
    }
    const id = '000000000000'
    const account = { id, lambda: new Lambda(config), arn: () => '' }
    await refused(makeFunction(account, 'f'), ...refusal)
    await new IAM(config).createRole({ RoleName: 'worker', AssumeRolePolicyDocument: lambdaTrust })
    await makeFunction(account, 'f')
  })
})
