import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import { listenToBus } from '../../support/bus-events.ts'
import { testServer } from '../../support/server.ts'
import { digestOf, imageOf, indexOf, pushImage, pushLayer } from './support.ts'

const server = testServer()
const account = '210000000003'
let count = 0

async function repository(more: object = {}) {
  const ecr = new ECR(server.config({ account }))
  const repositoryName = `images-${++count}`
  await ecr.createRepository({ repositoryName, ...more })
  return { ecr, repositoryName, name: { repositoryName } }
}

describe('images of a repository', () => {
  /** Source: Amazon ECR User Guide, "Amazon ECR events and EventBridge". */
  it('are told to EventBridge, as they are pushed and deleted', async () => {
    const heard = await listenToBus(server, account, 'aws.ecr')
    const { ecr, name, repositoryName } = await repository()
    const digest = await pushImage(ecr, repositoryName, 'told', 'v1')
    const [pushed, ...more] = await heard()
    assert.deepEqual(more, [])
    assert.deepEqual([pushed?.['detail-type'], pushed?.resources], ['ECR Image Action', []])
    const detail = { result: 'SUCCESS', 'repository-name': repositoryName, 'image-digest': digest }
    assert.deepEqual(pushed?.detail, { ...detail, 'action-type': 'PUSH', 'image-tag': 'v1' })
    await ecr.batchDeleteImage({ ...name, imageIds: [{ imageTag: 'v1' }] })
    assert.deepEqual(
      (await heard()).map((event) => event.detail),
      [{ ...detail, 'action-type': 'DELETE', 'image-tag': 'v1' }],
    )
  })

  it('are put, found by digest and tag, listed and described', async () => {
    const { ecr, name, repositoryName } = await repository()
    assert.deepEqual((await ecr.listImages(name)).imageIds, [])
    const digest = await pushImage(ecr, repositoryName, 'first', 'v1')
    const image = imageOf('first')
    await ecr.putImage({ ...name, imageManifest: image.manifest, imageTag: 'latest' })
    await assert.rejects(ecr.putImage({ ...name, imageManifest: image.manifest, imageTag: 'latest' }), {
      name: 'ImageAlreadyExistsException',
      message: `Image with digest '${digest}' and tag 'latest' already exists in the repository with name '${repositoryName}' in registry with id '${account}'`,
    })
    const { imageDetails: [detail] = [] } = await ecr.describeImages(name)
    assert.deepEqual([...(detail?.imageTags ?? [])].sort(), ['latest', 'v1'])
    assert.equal(detail?.imageSizeInBytes, image.layer.length + image.config.length)
    assert.equal(detail.artifactMediaType, 'application/vnd.oci.image.config.v1+json')
    assert.equal(detail.lastRecordedPullTime, undefined)
    const { images = [], failures = [] } = await ecr.batchGetImage({
      ...name,
      imageIds: [
        { imageTag: 'v1' },
        { imageDigest: digest },
        { imageTag: 'none' },
        { imageTag: 'v1', imageDigest: digestOf('x') },
        { imageDigest: 'x' },
      ],
    })
    assert.deepEqual(
      images.map(({ imageManifest }) => imageManifest),
      [image.manifest, image.manifest],
    )
    assert.deepEqual(
      failures.map(({ failureCode }) => failureCode),
      ['ImageNotFound', 'ImageTagDoesNotMatchDigest', 'InvalidImageDigest'],
    )
    await assert.rejects(ecr.describeImages({ ...name, imageIds: [{ imageTag: 'none' }] }), {
      name: 'ImageNotFoundException',
      message: `The image with imageId {imageDigest:'null', imageTag:'none'} does not exist within the repository with name '${repositoryName}' in the registry with id '${account}'`,
    })
    const { imageDetails: [pulled] = [] } = await ecr.describeImages({
      ...name,
      imageIds: [{ imageTag: 'v1' }],
    })
    assert.ok(pulled?.lastRecordedPullTime)
    await assert.rejects(ecr.describeImageScanFindings({ ...name, imageId: { imageTag: 'v1' } }), {
      name: 'ScanNotFoundException',
    })
  })

  it('need what they are made of, and keep what others are made of', async () => {
    const { ecr, name, repositoryName } = await repository()
    const { manifest, layer, config } = imageOf('shared')
    await assert.rejects(ecr.putImage({ ...name, imageManifest: manifest }), {
      name: 'LayersNotFoundException',
    })
    await assert.rejects(ecr.putImage({ ...name, imageManifest: '{}' }), {
      name: 'InvalidParameterException',
    })
    const digest = await pushImage(ecr, repositoryName, 'shared', 'a')
    const index = indexOf(digest)
    await assert.rejects(ecr.putImage({ ...name, imageManifest: indexOf(digestOf('none')).manifest }), {
      name: 'ReferencedImagesNotFoundException',
    })
    await ecr.putImage({ ...name, imageManifest: index.manifest, imageTag: 'many' })
    const named = await ecr.batchDeleteImage({ ...name, imageIds: [{ imageDigest: digest }] })
    assert.equal(named.failures?.[0]?.failureCode, 'ImageReferencedByManifestList')
    // By its tag it only loses that.
    await ecr.batchDeleteImage({ ...name, imageIds: [{ imageTag: 'a' }] })
    const left = (await ecr.listImages(name)).imageIds ?? []
    assert.deepEqual(left.map(({ imageTag = '-' }) => imageTag).sort(), ['-', 'many'])
    await ecr.batchDeleteImage({ ...name, imageIds: [{ imageTag: 'many' }, { imageDigest: digest }] })
    assert.deepEqual((await ecr.listImages(name)).imageIds, [])
    const { layers = [] } = await ecr.batchCheckLayerAvailability({
      ...name,
      layerDigests: [digestOf(layer), digestOf(config)],
    })
    assert.deepEqual(
      layers.map(({ layerAvailability }) => layerAvailability),
      ['UNAVAILABLE', 'UNAVAILABLE'],
    )
  })

  it('keep their tags where the repository says so', async () => {
    const { ecr, name, repositoryName } = await repository({
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev*' }],
    })
    await pushImage(ecr, repositoryName, 'one', 'v1')
    await ecr.putImage({ ...name, imageManifest: imageOf('one').manifest, imageTag: 'dev' })
    await assert.rejects(pushImage(ecr, repositoryName, 'two', 'v1'), {
      name: 'ImageTagAlreadyExistsException',
      message: `The image tag 'v1' already exists in the '${repositoryName}' repository and cannot be overwritten because the repository is immutable.`,
    })
    const { digest, manifest } = imageOf('two')
    await ecr.putImage({ ...name, imageManifest: manifest, imageTag: 'dev' })
    const { images = [] } = await ecr.batchGetImage({ ...name, imageIds: [{ imageTag: 'dev' }] })
    assert.equal(images[0]?.imageId?.imageDigest, digest)
  })

  it('have layers that come in parts', async () => {
    const { ecr, name, repositoryName } = await repository()
    const part = 5 * 1024 * 1024
    const bytes = Buffer.alloc(part + 10, 'x')
    const { uploadId } = await ecr.initiateLayerUpload(name)
    const upload = (from: number, to: number) =>
      ecr.uploadLayerPart({
        ...name,
        uploadId,
        partFirstByte: from,
        partLastByte: to - 1,
        layerPartBlob: bytes.subarray(from, to),
      })
    await assert.rejects(ecr.completeLayerUpload({ ...name, uploadId, layerDigests: [digestOf(bytes)] }), {
      name: 'EmptyUploadException',
    })
    assert.equal((await upload(0, part)).lastByteReceived, part - 1)
    await assert.rejects(upload(0, part), {
      name: 'InvalidLayerPartException',
      lastValidByteReceived: part - 1,
    })
    await upload(part, bytes.length)
    await assert.rejects(ecr.completeLayerUpload({ ...name, uploadId, layerDigests: [digestOf('x')] }), {
      name: 'InvalidLayerException',
    })
    await ecr.completeLayerUpload({ ...name, uploadId, layerDigests: [digestOf(bytes)] })
    await assert.rejects(pushLayer(ecr, repositoryName, bytes.subarray(0, 0)))
    const { layers = [] } = await ecr.batchCheckLayerAvailability({
      ...name,
      layerDigests: [digestOf(bytes)],
    })
    assert.equal(layers[0]?.layerSize, bytes.length)
  })

  it('go with their repository by force alone', async () => {
    const { ecr, name, repositoryName } = await repository()
    await pushImage(ecr, repositoryName, 'kept', 'v1')
    await assert.rejects(ecr.deleteRepository(name), {
      name: 'RepositoryNotEmptyException',
      message: `The repository with name '${repositoryName}' in registry with id '${account}' cannot be deleted because it still contains images`,
    })
    await ecr.deleteRepository({ ...name, force: true })
    await ecr.createRepository(name)
    await server.lambent.idle()
    assert.deepEqual((await ecr.listImages(name)).imageIds, [])
  })
})
