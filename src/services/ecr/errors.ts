/** ECR's errors, in its words where they are known: from what users of AWS have published. */
import { AwsError } from '../../aws/aws-error.ts'
import type { ValidationStyle } from '../../dispatch/index.ts'

/** Where a repository is, for messages. */
interface Place {
  readonly name: string
  readonly registryId: string
}

const inRegistry = ({ name, registryId }: Place) => `'${name}' in the registry with id '${registryId}'`

export function invalidParameter(path: string, constraint: string): AwsError {
  return new AwsError(
    'InvalidParameterException',
    `Invalid parameter at '${path}' failed to satisfy constraint: '${constraint}'`,
  )
}

/** How what the model's constraints refuse is worded. Source: observed on AWS, of patterns; UNVERIFIED for other constraints. */
export const validationStyle: ValidationStyle = {
  code: 'InvalidParameterException',
  refuse: ([first]) =>
    first &&
    invalidParameter(
      first.path,
      first.constraint.replace(
        /^Member must satisfy regular expression pattern: (.*)$/s,
        "must satisfy regular expression '$1'",
      ),
    ),
}

export function repositoryNotFound(place: Place): AwsError {
  return new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${place.name}' does not exist in the registry with id '${place.registryId}'`,
  )
}

export function repositoryExists(place: Place): AwsError {
  return new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${place.name}' already exists in the registry with id '${place.registryId}'`,
  )
}

export function repositoryNotEmpty({ name, registryId }: Place): AwsError {
  return new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${registryId}' cannot be deleted because it still contains images`,
  )
}

export function repositoryPolicyNotFound(place: Place): AwsError {
  return new AwsError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name ${inRegistry(place)}`,
  )
}

export function lifecyclePolicyNotFound(place: Place): AwsError {
  return new AwsError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name ${inRegistry(place)}`,
  )
}

/** UNVERIFIED: the words. */
export function lifecyclePreviewNotFound(place: Place): AwsError {
  return new AwsError(
    'LifecyclePolicyPreviewNotFoundException',
    `Lifecycle policy preview does not exist for the repository with name ${inRegistry(place)}`,
  )
}

export function imageNotFound(
  { name, registryId }: Place,
  id: { readonly imageDigest?: string | undefined; readonly imageTag?: string | undefined },
): AwsError {
  const { imageDigest = 'null', imageTag = 'null' } = id
  return new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${imageDigest}', imageTag:'${imageTag}'} does not exist within the repository with name '${name}' in the registry with id '${registryId}'`,
  )
}

export function imageExists({ name, registryId }: Place, digest: string, tag: string | undefined): AwsError {
  return new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${name}' in registry with id '${registryId}'`,
  )
}

export function tagExists({ name }: Place, tag: string): AwsError {
  return new AwsError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`,
  )
}

export function imageDigestDoesNotMatch(expected: string, digest: string): AwsError {
  return new AwsError(
    'ImageDigestDoesNotMatchException',
    `The provided digest '${expected}' does not match the digest of the image manifest '${digest}'`,
  )
}

export function layersMissing({ name, registryId }: Place, digests: readonly string[]): AwsError {
  return new AwsError(
    'LayersNotFoundException',
    `Layers with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${name}' in the registry with id '${registryId}' do not exist`,
  )
}

export function imagesMissing({ name, registryId }: Place, digests: readonly string[]): AwsError {
  return new AwsError(
    'ReferencedImagesNotFoundException',
    `Images with digests '[${digests.join(', ')}]' required for pushing image into repository with name '${name}' in the registry with id '${registryId}' do not exist`,
  )
}

export function layerNotFound(place: Place, digest: string): AwsError {
  return new AwsError(
    'LayersNotFoundException',
    `Layer with digest '${digest}' does not exist in the repository with name ${inRegistry(place)}`,
  )
}

export function layerExists(place: Place, digest: string): AwsError {
  return new AwsError(
    'LayerAlreadyExistsException',
    `Layer with digest '${digest}' already exists in the repository with name ${inRegistry(place)}`,
  )
}

export function uploadNotFound(place: Place, id: string): AwsError {
  return new AwsError(
    'UploadNotFoundException',
    `Upload with id '${id}' does not exist in the repository with name ${inRegistry(place)}`,
  )
}

export function uploadEmpty(place: Place, id: string): AwsError {
  return new AwsError(
    'EmptyUploadException',
    `Upload with id '${id}' in the repository with name ${inRegistry(place)} has no layer parts`,
  )
}

/** UNVERIFIED: the words. */
export function invalidLayer(message: string): AwsError {
  return new AwsError('InvalidLayerException', message)
}

export function layerPartTooSmall(): AwsError {
  return new AwsError('LayerPartTooSmallException', 'Layer parts must be at least 5 MiB in size')
}

export function invalidLayerPart(
  { name, registryId }: Place,
  uploadId: string,
  lastValidByteReceived: number,
): AwsError {
  return new AwsError(
    'InvalidLayerPartException',
    `The layer part does not follow the last byte that was received, ${lastValidByteReceived}`,
    { fields: { registryId, repositoryName: name, uploadId, lastValidByteReceived } },
  )
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', message)
}

export function tooManyTags(): AwsError {
  return new AwsError('TooManyTagsException', 'Too many tags')
}

export function invalidTag(message: string): AwsError {
  return new AwsError('InvalidTagParameterException', message)
}

export function scanNotFound(place: Place, digest: string): AwsError {
  return new AwsError(
    'ScanNotFoundException',
    `Image scan does not exist for the image with '{imageDigest:'${digest}', imageTag:'null'}' in the repository with name ${inRegistry(place)}`,
  )
}

export function accessDenied(message: string): AwsError {
  return new AwsError('AccessDeniedException', message)
}

/** Another request kept changing the same records. */
export function busy(): AwsError {
  return new AwsError('ServerException', 'The repository is being changed by other requests.', {
    fault: 'server',
  })
}
