import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import { testServer } from '../../../support/server.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { pushImage } from '../../ecr/support.ts'
import { created, deleted, history, newAccount, template, updated } from '../support.ts'
import { outputs, outputsOf } from './support.ts'

const server = testServer()

const lifecycle = (countNumber: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber },
        action: { type: 'expire' },
      },
    ],
  })

const statement = { Sid: 'all', Effect: 'Allow', Principal: '*', Action: ['ecr:BatchGetImage'] }

describe('AWS::ECR::Repository', () => {
  it('is made, read, changed and removed', async () => {
    const config = server.config({ account: '330000000061' })
    const resources = new Resources(config)
    const ecr = new ECR(config)
    const type = 'AWS::ECR::Repository'
    const id = await resources.create(type, {
      RepositoryName: 'shop/app',
      ImageTagMutability: 'IMMUTABLE',
      RepositoryPolicyText: { Version: '2012-10-17', Statement: [statement] },
      LifecyclePolicy: { LifecyclePolicyText: lifecycle(3) },
      Tags: [{ Key: 'a', Value: '1' }],
    })
    assert.equal(id, 'shop/app')
    const model = await resources.read(type, id)
    assert.equal(model.ImageTagMutability, 'IMMUTABLE')
    assert.deepEqual(model.RepositoryPolicyText, { Version: '2012-10-17', Statement: [statement] })
    assert.deepEqual(model.LifecyclePolicy, { LifecyclePolicyText: lifecycle(3) })
    await resources.update(type, id, {
      ImageTagMutability: 'MUTABLE',
      RepositoryPolicyText: null,
      LifecyclePolicy: { LifecyclePolicyText: lifecycle(4) },
      ImageScanningConfiguration: { ScanOnPush: true },
      Tags: [{ Key: 'b', Value: '2' }],
    })
    const changed = await resources.read(type, id)
    assert.equal(changed.RepositoryPolicyText, undefined)
    assert.deepEqual(changed.Tags, [{ Key: 'b', Value: '2' }])
    assert.equal((await ecr.getLifecyclePolicy({ repositoryName: id })).lifecyclePolicyText, lifecycle(4))
    assert.deepEqual(await resources.list(type), ['shop/app'])
    const failed = await resources.createFails(type, { RepositoryName: 'shop/app' })
    assert.equal(failed.ErrorCode, 'AlreadyExists')
    const bad = await resources.createFails(type, {
      RepositoryName: 'none',
      LifecyclePolicy: { LifecyclePolicyText: JSON.stringify({ rules: [], pad: 'x'.repeat(100) }) },
    })
    assert.equal(bad.ErrorCode, 'InvalidRequest')
    await refused(ecr.describeRepositories({ repositoryNames: ['none'] }), 'RepositoryNotFoundException')
    await resources.remove(type, id)
    await refused(ecr.describeRepositories({ repositoryNames: [id] }), 'RepositoryNotFoundException')
  })

  it('is named by its stack, replaced with its name, and goes with its images when it is told so', async () => {
    const { cfn, config, account } = newAccount(server)
    const ecr = new ECR(config)
    const body = (properties: object) =>
      template(
        { Repository: { Type: 'AWS::ECR::Repository', Properties: properties } },
        outputs('Repository', 'Repository.Arn', 'Repository.RepositoryUri'),
      )
    const stack = await created(server, cfn, 'Images', body({}))
    const { Repository: name = '', RepositoryRepositoryUri, RepositoryArn } = outputsOf(stack)
    assert.match(name, /^images-repository-[a-z0-9]{12}$/)
    assert.equal(RepositoryArn, `arn:aws:ecr:us-east-1:${account}:repository/${name}`)
    assert.equal(RepositoryRepositoryUri, `${account}.dkr.ecr.us-east-1.localhost:${server.port}/${name}`)
    await pushImage(ecr, name, 'app', 'latest')
    const failed = await deleted(server, cfn, stack)
    assert.equal(failed.StackStatus, 'DELETE_FAILED')
    assert.ok(
      (await history(cfn, stack.StackId ?? '')).some((line) => line.includes('still contains images')),
    )

    const { StackId } = await created(server, cfn, 'Other', body({ RepositoryName: 'one' }))
    const replaced = await updated(server, cfn, 'Other', body({ RepositoryName: 'two', EmptyOnDelete: true }))
    assert.equal(outputsOf(replaced).Repository, 'two')
    await refused(ecr.describeRepositories({ repositoryNames: ['one'] }), 'RepositoryNotFoundException')
    await pushImage(ecr, 'two', 'app', 'latest')
    assert.equal((await deleted(server, cfn, { StackId } as never)).StackStatus, 'DELETE_COMPLETE')
  })
})
