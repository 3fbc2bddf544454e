/**
 * The proof of the wire: for every operation of every service, inputs, outputs and errors made from the model go
 * through the real SDK client, HTTP and the server's codec, both ways, and come out as they went in.
 *
 * LAMBENT_TEST_SEED chooses other values, LAMBENT_TEST_ROUNDTRIP_RUNS more of them. What the SDK cannot carry stands in
 * `support/known-limits.ts`.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols'
import {
  loadModel,
  namedServices,
  type OperationModel,
  type Protocol,
  type Shape,
  type StructureShape,
} from '../../src/models/index.ts'
import { protocols } from '../../src/protocol/index.ts'
import { agreements, clientChanges, exclusions, memberLimits } from './support/known-limits.ts'
import { type RoundtripOptions, roundtrip } from './support/roundtrip.ts'
import { spoilers } from './support/spoil.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? 20_251_124)
const runs = Number(process.env.LAMBENT_TEST_ROUNDTRIP_RUNS ?? 2)

/** Of the members of all inputs and outputs. What is left are kinds of unions, of which a structure has but one. */
const coverageMin = 0.85

/** Spoken by other clients; the SDK speaks them too when told. */
const furtherProtocols: Readonly<Partial<Record<Protocol, unknown>>> = {
  awsQuery: AwsQueryProtocol,
  rpcv2Cbor: AwsSmithyRpcV2CborProtocol,
}

describe(`every operation through the SDK (seed ${seed}, ${runs} of each)`, () => {
  for (const { model, protocols: spoken } of namedServices) {
    for (const [index, name] of spoken.entries()) {
      const sdkProtocol = index === 0 ? undefined : furtherProtocols[name]
      it(`${model} in ${name}`, () =>
        prove({ service: model, protocol: protocols[name], sdkProtocol, seed, runs }))
    }
  }
})

async function prove(options: RoundtripOptions): Promise<void> {
  const { operations } = await loadModel(options.service)
  const report = await roundtrip(options)
  assert.equal(report.failures.length, 0, `\n${report.failures.join('\n\n')}\n`)
  assert.equal(report.operations, operations.size)
  assert.ok(report.exchanges >= operations.size * runs)
  assert.ok(report.coverage > coverageMin, `only ${report.coverage} of the members were sent`)
}

describe('a codec that', () => {
  for (const [fault, spoil] of Object.entries(spoilers)) {
    it(`${fault} is noticed`, async () => {
      const protocol = spoil(protocols.awsQuery)
      const report = await roundtrip({ service: 'sts', protocol, seed: 1, runs: 4, shrinksMax: 0 })
      assert.notEqual(report.failures.length, 0)
    })
  }
})

describe('what the SDK cannot carry', () => {
  it('does not grow unseen', () => {
    assert.deepEqual(
      {
        exclusions: exclusions.length,
        memberLimits: memberLimits.length,
        clientChanges: clientChanges.length,
        agreements: agreements.length,
      },
      { exclusions: 3, memberLimits: 9, clientChanges: 12, agreements: 7 },
    )
  })

  it('is all still there', async () => {
    const subjects = await allSubjects()
    const find = (service: string, name: string) =>
      subjects.find((subject) => subject.service === service && subject.operation.name === name)?.operation
    for (const { service, operation, error } of exclusions) {
      const found = find(service, operation)
      assert.ok(found && (error === undefined || found.errors.includes(error)), `${operation}: ${error}`)
    }
    for (const { service, operation, reason } of agreements) assert.ok(find(service, operation), reason)
    for (const { applies, reason } of clientChanges) assert.ok(subjects.some(applies), reason)
    for (const limit of memberLimits) {
      const structures = subjects
        .filter(({ service }) => service === limit.service)
        .flatMap(({ operation }) => [...structuresIn(operation[limit.side === 'input' ? 'input' : 'output'])])
      const found = structures.some((structure) =>
        structure.members.some((member) => limit.matches(member, structure)),
      )
      assert.ok(found, limit.reason)
    }
  })
})

/** A structure and all that it holds. */
function structuresIn(shape: Shape, found = new Set<StructureShape>()): ReadonlySet<StructureShape> {
  if (shape.type === 'list') structuresIn(shape.member.shape, found)
  else if (shape.type === 'map') structuresIn(shape.value.shape, found)
  else if ((shape.type === 'structure' || shape.type === 'union') && !found.has(shape)) {
    found.add(shape)
    for (const member of shape.members) structuresIn(member.shape, found)
  }
  return found
}

/** Every operation in every protocol of its service. */
async function allSubjects(): Promise<{ service: string; protocol: Protocol; operation: OperationModel }[]> {
  const models = await Promise.all(namedServices.map(({ model }) => loadModel(model)))
  return models.flatMap(({ name, protocols: spoken, operations }) =>
    spoken.flatMap((protocol) =>
      [...operations.values()].map((operation) => ({ service: name, protocol, operation })),
    ),
  )
}
