import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { bytes, newAccount, refused } from './support.ts'

describe('permissions of keys', () => {
  const server = testServer()

  it('are the default policy, and what is put in its place', async () => {
    const { kms, make, id } = newAccount(server)
    const KeyId = await make()
    const { Policy = '', PolicyName } = await kms.getKeyPolicy({ KeyId })
    assert.equal(PolicyName, 'default')
    assert.deepEqual(JSON.parse(Policy), {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${id}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    })
    assert.deepEqual((await kms.listKeyPolicies({ KeyId })).PolicyNames, ['default'])
    await refused(kms.putKeyPolicy({ KeyId, Policy: '{' }), 'MalformedPolicyDocumentException')
    const locked = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '999999999999' }, Action: 'kms:*', Resource: '*' }],
    })
    await refused(
      kms.putKeyPolicy({ KeyId, Policy: locked }),
      'MalformedPolicyDocumentException',
      'The new key policy will not allow you to update the key policy in the future.',
    )
    await kms.putKeyPolicy({ KeyId, Policy: locked, BypassPolicyLockoutSafetyCheck: true })
    assert.equal((await kms.getKeyPolicy({ KeyId })).Policy, locked)
  })

  it('let other accounts in, and keep an encryption context out', async () => {
    const owner = newAccount(server)
    const other = newAccount(server)
    const KeyId = await owner.make()
    const encrypt = (EncryptionContext = {}) =>
      other.kms.encrypt({ KeyId, Plaintext: bytes('x'), EncryptionContext })
    await refused(
      encrypt(),
      'AccessDeniedException',
      /kms:Encrypt on resource: arn:aws:kms:us-east-1:\d{12}:key\//,
    )
    const statements = [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${owner.id}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Principal: { AWS: other.id },
        Action: ['kms:Encrypt', 'kms:Decrypt'],
        Resource: '*',
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Encrypt',
        Resource: '*',
        Condition: { StringEquals: { 'kms:EncryptionContext:level': 'secret' } },
      },
    ]
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements })
    await owner.kms.putKeyPolicy({ KeyId, Policy })
    const { CiphertextBlob } = await encrypt()
    await other.kms.decrypt({ CiphertextBlob })
    await refused(encrypt({ level: 'secret' }), 'AccessDeniedException', /explicit deny/)
    await refused(
      owner.kms.encrypt({ KeyId, Plaintext: bytes('x'), EncryptionContext: { level: 'secret' } }),
      'AccessDeniedException',
      /explicit deny/,
    )
    await refused(other.kms.describeKey({ KeyId }), 'AccessDeniedException', /kms:DescribeKey/)
  })

  it('are given by grants, within their constraints, until they end', async () => {
    const owner = newAccount(server)
    const other = newAccount(server)
    const KeyId = await owner.make()
    const principal = `arn:aws:iam::${other.id}:root`
    const input = {
      KeyId,
      GranteePrincipal: principal,
      RetiringPrincipal: principal,
      Operations: ['Encrypt', 'DescribeKey'],
      Constraints: { EncryptionContextSubset: { app: 'a' } },
      Name: 'g',
    } satisfies Parameters<typeof owner.kms.createGrant>[0]
    const { GrantId, GrantToken } = await owner.kms.createGrant(input)
    assert.equal((await owner.kms.createGrant(input)).GrantId, GrantId)
    const encrypt = (EncryptionContext: Record<string, string>) =>
      other.kms.encrypt({ KeyId, Plaintext: bytes('x'), EncryptionContext })
    await encrypt({ app: 'a', more: 'b' })
    await refused(encrypt({ app: 'b' }), 'AccessDeniedException')
    const { Grants = [] } = await owner.kms.listGrants({ KeyId })
    assert.deepEqual(
      [Grants.length, Grants[0]?.GranteePrincipal, Grants[0]?.Constraints, Grants[0]?.Name],
      [1, principal, { EncryptionContextSubset: { app: 'a' } }, 'g'],
    )
    const { Grants: retirable } = await owner.kms.listRetirableGrants({ RetiringPrincipal: principal })
    assert.deepEqual(
      retirable?.map((grant) => grant.GrantId),
      [GrantId],
    )
    await other.kms.retireGrant({ GrantToken })
    await refused(encrypt({ app: 'a' }), 'AccessDeniedException')

    const again = await owner.kms.createGrant({ KeyId, GranteePrincipal: principal, Operations: ['Decrypt'] })
    await refused(other.kms.retireGrant({ KeyId, GrantId: again.GrantId }), 'AccessDeniedException')
    await owner.kms.revokeGrant({ KeyId, GrantId: again.GrantId })
    assert.deepEqual((await owner.kms.listGrants({ KeyId })).Grants, [])
    await refused(owner.kms.revokeGrant({ KeyId, GrantId: again.GrantId }), 'NotFoundException')
  })

  it('serve the Parameter Store', async () => {
    const { make, id } = newAccount(server)
    const { SSM } = await import('@aws-sdk/client-ssm')
    const ssm = new SSM(server.config({ account: id }))
    const KeyId = await make()
    for (const Tier of ['Standard', 'Advanced'] as const) {
      await ssm.putParameter({ Name: `/p/${Tier}`, Value: 'secret', Type: 'SecureString', KeyId, Tier })
      const { Parameter } = await ssm.getParameter({ Name: `/p/${Tier}`, WithDecryption: true })
      assert.equal(Parameter?.Value, 'secret')
    }
  })
})
