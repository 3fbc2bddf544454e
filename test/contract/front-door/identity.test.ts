import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { VirtualClock } from '../../../src/index.ts'
import { type ClientConfig, testServer } from '../../support/server.ts'

describe('in local mode', () => {
  const server = testServer()
  const who = async (config: ClientConfig) => {
    const { Account, Arn, UserId } = await new STSClient(config).send(new GetCallerIdentityCommand({}))
    return { Account, Arn, UserId }
  }
  const withKey = (accessKeyId: string): ClientConfig => ({
    ...server.config(),
    credentials: { accessKeyId, secretAccessKey: 'anything' },
  })

  it('takes any key for the root user of the default account', async () => {
    const expected = {
      Account: '000000000000',
      Arn: 'arn:aws:iam::000000000000:root',
      UserId: '000000000000',
    }
    assert.deepEqual(await who(withKey('test')), expected)
    assert.deepEqual(await who(withKey('AKIAIOSFODNN7EXAMPLE')), expected)
  })

  it('takes twelve digits in a key for its account', async () => {
    assert.equal((await who(withKey('123456789012'))).Account, '123456789012')
    assert.equal((await who(withKey('AKIA123456789012TEST'))).Account, '123456789012')
  })

  it('knows the owner of a key that was issued here', async () => {
    const iam = new IAMClient(server.config({ account: '111111111111' }))
    await iam.send(new CreateUserCommand({ UserName: 'anna', Path: '/team/' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'anna' }))
    const { Arn, Account } = await who(withKey(AccessKey?.AccessKeyId ?? ''))
    assert.equal(Arn, 'arn:aws:iam::111111111111:user/team/anna')
    assert.equal(Account, '111111111111')
  })

  it('keeps accounts and regions apart', async () => {
    const put = { Name: '/here', Value: 'x', Type: 'String' as const }
    await new SSMClient(server.config({ account: '222222222222' })).send(new PutParameterCommand(put))
    for (const other of [{ account: '333333333333' }, { account: '222222222222', region: 'eu-west-1' }]) {
      const found = new SSMClient(server.config(other)).send(new GetParameterCommand({ Name: '/here' }))
      await assert.rejects(found, { name: 'ParameterNotFound' })
    }
    const same = new SSMClient(server.config({ account: '222222222222' }))
    assert.equal((await same.send(new GetParameterCommand({ Name: '/here' }))).Parameter?.Value, 'x')
  })

  it('refuses a request without a signature', async () => {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    })
    assert.equal(answer.status, 403)
    assert.match(await answer.text(), /<Code>MissingAuthenticationToken<\/Code>/)
  })
})

describe('in enforcing mode', () => {
  const clock = new VirtualClock(Date.now())
  const server = testServer({ identity: 'enforce', clock })
  const rootConfig = () => {
    const { firstKey } = server.lambent
    assert.ok(firstKey)
    const systemClockOffset = clock.now() - Date.now()
    return { ...server.config(), credentials: firstKey, systemClockOffset }
  }
  const identity = (config: object) => new STSClient(config).send(new GetCallerIdentityCommand({}))

  it('makes a key for the root user of a new store, which gets in', async () => {
    assert.equal((await identity(rootConfig())).Arn, 'arn:aws:iam::000000000000:root')
  })

  it('refuses keys that it has not issued, in the words of each protocol', async () => {
    const config = server.config({ account: '444444444444' })
    await assert.rejects(identity(config), {
      name: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    })
    const ssm = new SSMClient(config).send(new GetParameterCommand({ Name: 'x' }))
    await assert.rejects(ssm, { name: 'UnrecognizedClientException' })
  })

  it('refuses a signature by another secret', async () => {
    const { credentials, ...config } = rootConfig()
    const wrong = { ...config, credentials: { ...credentials, secretAccessKey: 'guess' } }
    await assert.rejects(identity(wrong), { name: 'SignatureDoesNotMatch' })
    const ssm = new SSMClient(wrong).send(new GetParameterCommand({ Name: 'x' }))
    await assert.rejects(ssm, { name: 'InvalidSignatureException' })
  })

  it('refuses a signature that is older than a quarter of an hour', async () => {
    const config = rootConfig()
    const late = { ...config, systemClockOffset: config.systemClockOffset - 16 * 60_000 }
    await assert.rejects(identity(late), { name: 'SignatureDoesNotMatch', message: /^Signature expired: / })
  })

  it('knows a role session by its token until it ends', async () => {
    const config = rootConfig()
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
    }
    const role = { RoleName: 'worker', AssumeRolePolicyDocument: JSON.stringify(trust) }
    const { Role } = await new IAMClient(config).send(new CreateRoleCommand(role))
    const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'one', DurationSeconds: 900 })
    // Who assumes a role must not be root; a user of the account does it.
    await new IAMClient(config).send(new CreateUserCommand({ UserName: 'bert' }))
    const { AccessKey } = await new IAMClient(config).send(new CreateAccessKeyCommand({ UserName: 'bert' }))
    const user = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    }
    const { Credentials: given } = await new STSClient({ ...config, credentials: user }).send(assume)
    const session = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    }
    const { Arn } = await identity({ ...config, credentials: session })
    assert.equal(Arn, 'arn:aws:sts::000000000000:assumed-role/worker/one')

    const { sessionToken: _, ...tokenless } = session
    await assert.rejects(identity({ ...config, credentials: tokenless }), { name: 'InvalidClientTokenId' })

    await clock.advance(901_000)
    await assert.rejects(identity({ ...rootConfig(), credentials: session }), {
      name: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    })
  })
})
