/**
 * Spoiled requests for every operation of every service, in every protocol that it speaks: whatever comes, the codecs
 * give an input or an AwsError that blames the caller, and soon. The seed is printed; LAMBENT_TEST_FUZZ_SEED repeats a run,
 * LAMBENT_TEST_CODEC_FUZZ_RUNS prolongs it.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { AwsError } from '../../../src/aws/aws-error.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import {
  loadModel,
  namedServices,
  type OperationModel,
  type ServiceModel,
} from '../../../src/models/index.ts'
import { protocols, type ServerProtocol, type WireRequest } from '../../../src/protocol/index.ts'
import { soundRequest } from './requests.ts'
import { sample } from './sample.ts'
import { spoil } from './spoil.ts'

const seed = Number(process.env.LAMBENT_TEST_FUZZ_SEED ?? 1)
const runs = Number(process.env.LAMBENT_TEST_CODEC_FUZZ_RUNS ?? 10)

describe(`spoiled requests (seed ${seed}, ${runs} runs of each operation)`, () => {
  for (const { model: name, protocols: spoken } of namedServices) {
    for (const protocol of spoken) {
      it(`are refused by ${name} in ${protocol}`, async () => {
        const model = await loadModel(name)
        const random = new SeededRandom(seed)
        for (const operation of model.operations.values()) {
          const sound = soundRequest(protocol, operation, sample(random, operation.input))
          decode(protocols[protocol], model, operation, sound)
          for (let run = 0; run < runs; run++) {
            attempt(protocols[protocol], model, operation, spoil(random, sound))
            attempt(protocols[protocol], model, operation, { ...sound, body: random.bytes(run) })
          }
        }
      })
    }
  }
})

function decode(
  protocol: ServerProtocol,
  model: ServiceModel,
  operation: OperationModel,
  request: WireRequest,
): void {
  assert.equal(typeof protocol.decode(model, operation, request), 'object')
}

function attempt(
  protocol: ServerProtocol,
  model: ServiceModel,
  operation: OperationModel,
  request: WireRequest,
): void {
  try {
    protocol.identify(model, request, request.body)
    decode(protocol, model, operation, request)
  } catch (error) {
    const blamesCaller =
      error instanceof AwsError && error.fault === 'client' && (error.statusCode ?? 400) < 500
    const shown = { ...request, body: Buffer.from(request.body).toString('latin1') }
    assert.ok(blamesCaller, `${model.name} ${operation.name}: ${inspect(error)}\n${inspect(shown)}`)
  }
}
