import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { KMS } from '@aws-sdk/client-kms'
import { testServer } from '../../support/server.ts'
import { definition, endless, newAccount, pass, refused } from './support.ts'

const server = testServer()
const noop = definition({ Only: pass })
const other = definition({ Only: pass }, { Comment: 'another' })

describe('state machines', () => {
  it('are made, described, changed, listed and deleted', async () => {
    const { sfn, roleArn, arn } = newAccount(server)
    const made = await sfn.createStateMachine({
      name: 'Orders',
      definition: noop,
      roleArn,
      tags: [{ key: 'team', value: 'a' }],
    })
    assert.equal(made.stateMachineArn, arn('Orders'))
    assert.equal(made.stateMachineVersionArn, undefined)
    const { $metadata: _, ...described } = await sfn.describeStateMachine({ stateMachineArn: arn('Orders') })
    assert.deepEqual(described, {
      stateMachineArn: arn('Orders'),
      name: 'Orders',
      status: 'ACTIVE',
      definition: noop,
      roleArn,
      type: 'STANDARD',
      creationDate: made.creationDate,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    })
    const updated = await sfn.updateStateMachine({ stateMachineArn: arn('Orders'), definition: other })
    assert.match(updated.revisionId ?? '', /^[0-9a-f-]{36}$/)
    const after = await sfn.describeStateMachine({ stateMachineArn: arn('Orders') })
    assert.equal(after.definition, other)
    assert.equal(after.revisionId, updated.revisionId)
    await sfn.createStateMachine({ name: 'Bills', definition: noop, roleArn, type: 'EXPRESS' })
    const first = await sfn.listStateMachines({ maxResults: 1 })
    assert.deepEqual(
      first.stateMachines?.map(({ name, type }) => [name, type]),
      [['Bills', 'EXPRESS']],
    )
    const second = await sfn.listStateMachines({ maxResults: 1, nextToken: first.nextToken })
    assert.deepEqual(
      second.stateMachines?.map(({ name }) => name),
      ['Orders'],
    )
    assert.equal(second.nextToken, undefined)
    await refused(
      sfn.listStateMachines({ nextToken: 'foreign' }),
      'InvalidToken',
      "Invalid Token: 'Invalid token'",
    )
    await sfn.deleteStateMachine({ stateMachineArn: arn('Orders') })
    await server.lambent.idle()
    await refused(
      sfn.describeStateMachine({ stateMachineArn: arn('Orders') }),
      'StateMachineDoesNotExist',
      `State Machine Does Not Exist: '${arn('Orders')}'`,
    )
    await sfn.deleteStateMachine({ stateMachineArn: arn('Orders') })
  })

  it('are made once: the same again answers the same, anything else is refused', async () => {
    const { sfn, roleArn, arn } = newAccount(server)
    const first = await sfn.createStateMachine({ name: 'Once', definition: noop, roleArn })
    const again = await sfn.createStateMachine({ name: 'Once', definition: noop, roleArn: `${roleArn}2` })
    assert.deepEqual(again.creationDate, first.creationDate)
    // What AWS does by default may be said, too.
    const defaults = {
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    } as const
    await sfn.createStateMachine({ name: 'Once', definition: noop, roleArn, ...defaults })
    for (const more of [{ definition: other }, { type: 'EXPRESS' as const }])
      await refused(
        sfn.createStateMachine({ name: 'Once', definition: noop, roleArn, ...more }),
        'StateMachineAlreadyExists',
        `State Machine Already Exists: '${arn('Once')}'`,
      )
  })

  it('refuse what AWS refuses, in its words', async () => {
    const { sfn, roleArn, arn, execution } = newAccount(server)
    const create = (more: object) =>
      sfn.createStateMachine({ name: 'Bad', definition: noop, roleArn, ...more })
    for (const name of ['a b', 'a<b', 'a:b', 'a/b', 'ä"', 'a,b'])
      await refused(create({ name }), 'InvalidName', `Invalid Name: '${name}'`)
    await refused(create({ name: 'x'.repeat(81) }), 'ValidationException')
    await refused(create({ roleArn: 'nobody' }), 'InvalidArn')
    await refused(create({ definition: '{' }), 'InvalidDefinition', /^Invalid State Machine Definition: '/)
    await refused(
      create({ definition: definition({ A: { Type: 'Pass', Next: 'Nowhere' } }) }),
      'InvalidDefinition',
      /MISSING_TRANSITION_TARGET/,
    )
    await refused(create({ versionDescription: 'no version' }), 'ValidationException')
    await refused(
      create({ loggingConfiguration: { level: 'ALL' } }),
      'InvalidLoggingConfiguration',
      /Must specify exactly one Log Destination/,
    )
    await refused(
      create({ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } }),
      'InvalidEncryptionConfiguration',
    )
    await refused(sfn.updateStateMachine({ stateMachineArn: arn('Bad') }), 'MissingRequiredParameter')
    await refused(
      sfn.updateStateMachine({ stateMachineArn: arn('Bad'), definition: noop }),
      'StateMachineDoesNotExist',
    )
    await refused(
      sfn.describeStateMachine({ stateMachineArn: execution('Bad', 'x') }),
      'InvalidArn',
      "Invalid Arn: 'Resource type not valid in this context: execution'",
    )
    await refused(sfn.describeStateMachine({ stateMachineArn: 'nothing' }), 'InvalidArn')
  })

  it('log to a group that is there', async () => {
    const { sfn, roleArn, id } = newAccount(server)
    const logGroupArn = `arn:aws:logs:us-east-1:${id}:log-group:/states/own:*`
    const create = () =>
      sfn.createStateMachine({
        name: 'Logging',
        definition: noop,
        roleArn,
        loggingConfiguration: {
          level: 'ERROR',
          includeExecutionData: true,
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
        },
      })
    await refused(
      create(),
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Log Destination not found.',
    )
    await new CloudWatchLogs(server.config({ account: id })).createLogGroup({ logGroupName: '/states/own' })
    const { stateMachineArn } = await create()
    const { loggingConfiguration } = await sfn.describeStateMachine({ stateMachineArn })
    assert.deepEqual(loggingConfiguration, {
      level: 'ERROR',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    })
  })

  it('take their executions with them when they are deleted', async () => {
    const { sfn, machine, execution } = newAccount(server)
    const stateMachineArn = await machine('Leaving', { Wait: endless })
    await sfn.startExecution({ stateMachineArn, name: 'one' })
    await sfn.deleteStateMachine({ stateMachineArn })
    await refused(sfn.startExecution({ stateMachineArn }), 'StateMachineDeleting')
    await server.lambent.idle()
    await refused(
      sfn.describeExecution({ executionArn: execution('Leaving', 'one') }),
      'ExecutionDoesNotExist',
    )
    await machine('Leaving', { Wait: endless })
  })

  it('validate definitions without making anything', async () => {
    const { sfn } = newAccount(server)
    const good = await sfn.validateStateMachineDefinition({ definition: noop })
    assert.equal(good.result, 'OK')
    assert.deepEqual(good.diagnostics, [])
    const bad = await sfn.validateStateMachineDefinition({
      definition: definition({ A: { Type: 'Pass', Next: 'Nowhere' } }),
    })
    assert.equal(bad.result, 'FAIL')
    assert.equal(bad.diagnostics?.[0]?.severity, 'ERROR')
    assert.equal(bad.diagnostics?.[0]?.code, 'MISSING_TRANSITION_TARGET')
    const one = await sfn.validateStateMachineDefinition({
      definition: definition({
        A: { Type: 'Pass', Next: 'Nowhere' },
        B: { Type: 'Pass', Next: 'Elsewhere' },
      }),
      maxResults: 1,
    })
    assert.equal(one.diagnostics?.length, 1)
    assert.equal(one.truncated, true)
  })
})

describe('versions and aliases', () => {
  it('are published, led to and deleted', async () => {
    const { sfn, machine, arn, run, roleArn } = newAccount(server)
    const stateMachineArn = await machine('Versioned', { Only: { ...pass, Result: 'one' } })
    await refused(
      sfn.publishStateMachineVersion({ stateMachineArn, revisionId: 'other' }),
      'ConflictException',
    )
    const one = await sfn.publishStateMachineVersion({
      stateMachineArn,
      revisionId: 'INITIAL',
      description: 'first',
    })
    assert.equal(one.stateMachineVersionArn, arn('Versioned', 1))
    const again = await sfn.publishStateMachineVersion({ stateMachineArn })
    assert.equal(again.stateMachineVersionArn, arn('Versioned', 1))
    // What is as it was before makes no revision.
    const unchanged = await sfn.updateStateMachine({
      stateMachineArn,
      definition: definition({ Only: { ...pass, Result: 'one' } }),
      roleArn,
      publish: true,
    })
    assert.deepEqual(
      [unchanged.stateMachineVersionArn, unchanged.revisionId],
      [arn('Versioned', 1), undefined],
    )
    const two = await sfn.updateStateMachine({
      stateMachineArn,
      definition: definition({ Only: { ...pass, Result: 'two' } }),
      publish: true,
      versionDescription: 'second',
    })
    assert.equal(two.stateMachineVersionArn, arn('Versioned', 2))
    const { stateMachineVersions } = await sfn.listStateMachineVersions({ stateMachineArn })
    assert.deepEqual(
      stateMachineVersions?.map((version) => version.stateMachineVersionArn),
      [arn('Versioned', 2), arn('Versioned', 1)],
    )
    const described = await sfn.describeStateMachine({ stateMachineArn: arn('Versioned', 1) })
    assert.equal(described.description, 'first')
    assert.match(described.definition ?? '', /"one"/)

    // Made once more with what is current, the version that is wanted is there; another description is another request.
    const made = { name: 'Versioned', roleArn, publish: true }
    const current = definition({ Only: { ...pass, Result: 'two' } })
    const same = await sfn.createStateMachine({
      ...made,
      definition: current,
      versionDescription: 'second',
    })
    assert.equal(same.stateMachineVersionArn, arn('Versioned', 2))
    await refused(sfn.createStateMachine({ ...made, definition: current }), 'StateMachineAlreadyExists')

    const version = (number: number, weight: number) => ({
      stateMachineVersionArn: arn('Versioned', number),
      weight,
    })
    await refused(
      sfn.createStateMachineAlias({ name: '12', routingConfiguration: [version(1, 100)] }),
      'ValidationException',
    )
    for (const routingConfiguration of [
      [version(1, 99)],
      [version(1, 50), version(1, 50)],
      [{ stateMachineVersionArn: stateMachineArn, weight: 100 }],
    ])
      await refused(
        sfn.createStateMachineAlias({ name: 'live', routingConfiguration }),
        'ValidationException',
      )
    await refused(
      sfn.createStateMachineAlias({ name: 'live', routingConfiguration: [version(3, 100)] }),
      'ResourceNotFound',
      'Request references a resource that does not exist.',
    )
    await refused(
      sfn.createStateMachineAlias({ name: 'live', routingConfiguration: [version(1, 70), version(2, 29)] }),
      'ValidationException',
      'Sum of routing configuration weights must equal 100. Received: [70, 29]',
    )
    const live = await sfn.createStateMachineAlias({ name: 'live', routingConfiguration: [version(1, 100)] })
    assert.equal(live.stateMachineAliasArn, arn('Versioned', 'live'))
    await sfn.createStateMachineAlias({ name: 'live', routingConfiguration: [version(1, 100)] })
    await refused(
      sfn.createStateMachineAlias({ name: 'live', routingConfiguration: [version(2, 100)] }),
      'ConflictException',
    )
    await refused(
      sfn.deleteStateMachineVersion({ stateMachineVersionArn: arn('Versioned', 1) }),
      'ConflictException',
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
    )
    const byAlias = await run(arn('Versioned', 'live'))
    assert.equal(byAlias.output, '"one"')
    assert.equal(byAlias.stateMachineAliasArn, arn('Versioned', 'live'))
    assert.equal(byAlias.stateMachineVersionArn, arn('Versioned', 1))
    await sfn.updateStateMachineAlias({
      stateMachineAliasArn: arn('Versioned', 'live'),
      routingConfiguration: [version(1, 0), version(2, 100)],
      description: 'moved',
    })
    assert.equal((await run(arn('Versioned', 'live'))).output, '"two"')
    const alias = await sfn.describeStateMachineAlias({ stateMachineAliasArn: arn('Versioned', 'live') })
    assert.equal(alias.description, 'moved')
    assert.deepEqual(alias.routingConfiguration, [version(1, 0), version(2, 100)])
    const listed = await sfn.listExecutions({ stateMachineArn: arn('Versioned', 1) })
    assert.equal(listed.executions?.length, 1)
    const aliases = await sfn.listStateMachineAliases({ stateMachineArn: arn('Versioned', 2) })
    assert.equal(aliases.stateMachineAliases?.length, 1)
    await sfn.deleteStateMachineAlias({ stateMachineAliasArn: arn('Versioned', 'live') })
    await sfn.deleteStateMachineAlias({ stateMachineAliasArn: arn('Versioned', 'live') })
    await refused(
      sfn.describeStateMachineAlias({ stateMachineAliasArn: arn('Versioned', 'live') }),
      'ResourceNotFound',
    )
    await sfn.deleteStateMachineVersion({ stateMachineVersionArn: arn('Versioned', 1) })
    await refused(sfn.startExecution({ stateMachineArn: arn('Versioned', 1) }), 'StateMachineDoesNotExist')
    const three = await sfn.updateStateMachine({ stateMachineArn, definition: noop, publish: true })
    assert.equal(three.stateMachineVersionArn, arn('Versioned', 3))
  })
})

describe("a customer's key", () => {
  it('is asked before a machine is made, started and read', async () => {
    const { id, sfn, machine, ended, history, roleArn } = newAccount(server)
    const kms = new KMS(server.config({ account: id }))
    const KeyId = (await kms.createKey({})).KeyMetadata?.Arn
    const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: KeyId } as const
    const sealed = { encryptionConfiguration }
    const stateMachineArn = await machine('Sealed', { Only: pass }, sealed)
    const unstarted = await machine('Unstarted', { Only: pass }, sealed)
    const { executionArn = '' } = await sfn.startExecution({ stateMachineArn })
    await ended(executionArn)
    assert.equal((await sfn.describeStateMachine({ stateMachineArn })).definition, noop)
    const activity = await sfn.createActivity({ name: 'sealed', ...sealed })

    await kms.disableKey({ KeyId })
    for (const asking of [
      () => machine('Another', { Only: pass }, sealed),
      () => sfn.updateStateMachine({ stateMachineArn, definition: other }),
      () => sfn.startExecution({ stateMachineArn: unstarted }),
      () => sfn.describeStateMachine({ stateMachineArn }),
      () => sfn.describeStateMachineForExecution({ executionArn }),
      () => sfn.describeExecution({ executionArn }),
      () => history(executionArn),
      () => sfn.getActivityTask({ activityArn: activity.activityArn }),
    ])
      await assert.rejects(asking(), { name: 'KmsInvalidStateException', kmsKeyState: 'DISABLED' })
    const includedData = 'METADATA_ONLY'
    const told = await sfn.describeStateMachine({ stateMachineArn, includedData })
    assert.equal(told.encryptionConfiguration?.kmsKeyId, KeyId)
    assert.equal((await sfn.describeExecution({ executionArn, includedData })).status, 'SUCCEEDED')
    await sfn.getExecutionHistory({ executionArn, includeExecutionData: false })
    // A data key that was allowed is used again for a while: 300 seconds, where nothing else is said.
    await sfn.startExecution({ stateMachineArn })
    await sfn.updateStateMachine({ stateMachineArn, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } })
    assert.equal((await sfn.describeStateMachine({ stateMachineArn })).definition, noop)

    await kms.enableKey({ KeyId })
    const unknown = { ...encryptionConfiguration, kmsKeyId: 'alias/none' }
    await refused(
      sfn.createStateMachine({ name: 'X', definition: noop, roleArn, encryptionConfiguration: unknown }),
      'InvalidEncryptionConfiguration',
    )
    kms.destroy()
  })
})

describe('quotas', () => {
  it('hold for aliases of a machine, names and definitions', async () => {
    const { sfn, machine, arn, roleArn } = newAccount(server)
    const stateMachineArn = await machine('Led', { Only: pass })
    const { stateMachineVersionArn } = await sfn.publishStateMachineVersion({ stateMachineArn })
    const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }]
    for (let index = 0; index < 100; index++)
      await sfn.createStateMachineAlias({ name: `alias-${index}`, routingConfiguration })
    await refused(
      sfn.createStateMachineAlias({ name: 'one-more', routingConfiguration }),
      'ServiceQuotaExceededException',
    )
    await sfn.deleteStateMachineAlias({ stateMachineAliasArn: arn('Led', 'alias-0') })
    await sfn.createStateMachineAlias({ name: 'one-more', routingConfiguration })
    const name = 'n'.repeat(80)
    const longest = await sfn.createStateMachine({ name, definition: noop, roleArn })
    assert.equal(longest.stateMachineArn, arn(name))
    await refused(sfn.startExecution({ stateMachineArn, name: `${name}n` }), 'ValidationException')
    await refused(sfn.createActivity({ name: `${name}n` }), 'ValidationException')
    const large = definition({ Only: pass }, { Comment: 'x'.repeat(1_048_576) })
    await refused(
      sfn.createStateMachine({ name: 'Large', definition: large, roleArn }),
      'ValidationException',
    )
  })
})

describe('tags', () => {
  it('are put on machines and activities and taken off', async () => {
    const { sfn, machine } = newAccount(server)
    const arns = [
      await machine('Tagged', { Only: pass }),
      (await sfn.createActivity({ name: 'tagged' })).activityArn ?? '',
    ]
    for (const resourceArn of arns) {
      await sfn.tagResource({
        resourceArn,
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: '2' },
        ],
      })
      await sfn.untagResource({ resourceArn, tagKeys: ['a'] })
      assert.deepEqual((await sfn.listTagsForResource({ resourceArn })).tags, [{ key: 'b', value: '2' }])
      const many = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' }))
      await refused(sfn.tagResource({ resourceArn, tags: many }), 'TooManyTags')
    }
    await refused(sfn.listTagsForResource({ resourceArn: `${arns[0]}2` }), 'ResourceNotFound')
  })
})
