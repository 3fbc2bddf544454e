import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { iamArn, readPolicyArn } from './arns.ts'

describe('ARNs', () => {
  it('carry the path', () => {
    assert.equal(iamArn('aws', '123456789012', 'role', '/', 'A'), 'arn:aws:iam::123456789012:role/A')
    assert.equal(
      iamArn('aws-cn', '123456789012', 'user', '/a/b/', 'C'),
      'arn:aws-cn:iam::123456789012:user/a/b/C',
    )
  })

  it('of policies are read', () => {
    assert.deepEqual(readPolicyArn('arn:aws:iam::123456789012:policy/P'), {
      accountId: '123456789012',
      path: '/',
      name: 'P',
    })
    assert.deepEqual(readPolicyArn('arn:aws:iam::aws:policy/service-role/AWSLambdaRole'), {
      accountId: 'aws',
      path: '/service-role/',
      name: 'AWSLambdaRole',
    })
  })

  it('of anything else are not', () => {
    const others = [
      'AdministratorAccess',
      'arn:aws:iam::123456789012:role/P',
      'arn:aws:iam::123456789012:policy',
      'arn:aws:iam::123456789012:policy/a/',
      'arn:aws:iam:us-east-1:123456789012:policy/P',
      'arn:aws:s3::123456789012:policy/P',
      'arn:aws:iam::12345:policy/P',
      `arn:aws:iam::123456789012:policy/${'x'.repeat(129)}`,
    ]
    for (const text of others) assert.equal(readPolicyArn(text), undefined, text)
  })
})
