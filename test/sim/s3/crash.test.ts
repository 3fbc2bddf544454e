/**
 * The server is killed while objects are put, whole and in parts, and deleted, again and again: what was acknowledged is there, every
 * object that is there is whole, and parts of uploads that never ended can be given up. The seed is printed; LAMBENT_TEST_SEED
 * repeats a run as far as the machine does.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { S3 } from '@aws-sdk/client-s3'
import { randomBelow } from '../../../src/base/random.ts'
import { SeededRandom } from '../../../src/base/seeded-random.ts'
import { clientOf, killableServer, storeOptions } from '../../support/killable-server.ts'
import { until } from '../../support/until.ts'

const seed = Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 1_000_000)
const kills = Number(process.env.LAMBENT_TEST_CRASH_ROUNDS ?? 3)
const writers = 4
/** A kill comes once so many more changes were acknowledged, and up to so long after. Unit: changes; milliseconds. */
const changesBeforeKill = 40
const killWithinMs = 150
const Bucket = 'crash'

/** What clients know of each key: the content that was acknowledged last, and those that may have come since. */
interface Ledger {
  readonly known: Map<string, string | undefined>
  readonly possible: Map<string, Set<string | undefined>>
  acknowledged: number
}

for (const store of await storeOptions()) {
  describe(`kill -9 under the load of objects, on ${store.name}`, () => {
    const server = killableServer('s3-crash')

    async function start(options: readonly string[]): Promise<S3> {
      return new S3({ ...clientOf(await server.start(options)), forcePathStyle: true })
    }

    it('loses nothing and leaves nothing half', async (test) => {
      test.diagnostic(`seed ${seed}`)
      const random = new SeededRandom(seed)
      const options = await store.options()
      const ledger: Ledger = { known: new Map(), possible: new Map(), acknowledged: 0 }
      for (let round = 0; round < kills; round++) {
        const s3 = await start(options)
        if (round === 0) await s3.createBucket({ Bucket })
        const wanted = ledger.acknowledged + changesBeforeKill
        const load = Array.from({ length: writers }, (_, writer) => write(s3, ledger, random, writer))
        await until(() => ledger.acknowledged >= wanted, 'too few changes are acknowledged', 60_000)
        await pause(randomBelow(random, killWithinMs))
        await server.kill()
        await Promise.all(load)
        s3.destroy()
      }
      const s3 = await start(options)
      await check(s3, ledger)
      await giveUp(s3)
      s3.destroy()
      await server.kill()
      test.diagnostic(`${ledger.acknowledged} changes acknowledged`)
    })
  })
}

/** Writes keys of its own until the server is gone. */
async function write(s3: S3, ledger: Ledger, random: SeededRandom, writer: number): Promise<void> {
  for (let turn = 0; ; turn++) {
    const Key = `w${writer}/${randomBelow(random, 4)}`
    const kind = randomBelow(random, 4)
    const size = [50, 3_000, 200_000][randomBelow(random, 3)] ?? 1
    const body = Buffer.alloc(size, `${Key} ${turn} `)
    const content = kind === 3 ? undefined : contentOf(body)
    const possible = ledger.possible.get(Key) ?? new Set()
    possible.add(content)
    ledger.possible.set(Key, possible)
    try {
      if (kind === 3) await s3.deleteObject({ Bucket, Key })
      else if (kind === 2) await putInParts(s3, Key, body)
      else await s3.putObject({ Bucket, Key, Body: body })
    } catch {
      return
    }
    ledger.known.set(Key, content)
    ledger.possible.set(Key, new Set())
    ledger.acknowledged++
  }
}

async function putInParts(s3: S3, Key: string, Body: Buffer): Promise<void> {
  const { UploadId } = await s3.createMultipartUpload({ Bucket, Key })
  await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body: 'replaced' })
  const { ETag } = await s3.uploadPart({ Bucket, Key, UploadId, PartNumber: 1, Body })
  await s3.completeMultipartUpload({
    Bucket,
    Key,
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
  })
}

function contentOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

/** Every key is what was acknowledged last, or what may have come after it; and it is whole. */
async function check(s3: S3, ledger: Ledger): Promise<void> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket })
  const listed = new Map(Contents.map(({ Key = '', Size, ETag }) => [Key, { Size, ETag }]))
  for (const [Key, possible] of ledger.possible) {
    const allowed = new Set([...possible, ledger.known.get(Key)])
    if (!listed.has(Key)) {
      assert.ok(allowed.has(undefined), `${Key} is lost`)
      continue
    }
    const { Body, ETag } = await s3.getObject({ Bucket, Key })
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0)
    assert.deepEqual({ Size: bytes.length, ETag }, listed.get(Key))
    assert.ok(allowed.has(contentOf(bytes)), `${Key} is another`)
  }
}

/** Uploads that never ended are there, and can be given up; then the bucket can be emptied and deleted. */
async function giveUp(s3: S3): Promise<void> {
  const { Uploads = [] } = await s3.listMultipartUploads({ Bucket })
  for (const { Key, UploadId } of Uploads) {
    // One that was being completed is closed to others for a while.
    await s3.abortMultipartUpload({ Bucket, Key, UploadId }).catch((error: Error) => {
      assert.equal(error.name, 'OperationAborted')
    })
  }
  const { Contents = [] } = await s3.listObjectsV2({ Bucket })
  if (Contents.length > 0)
    await s3.deleteObjects({ Bucket, Delete: { Objects: Contents.map(({ Key }) => ({ Key })) } })
  await s3.deleteBucket({ Bucket })
}
