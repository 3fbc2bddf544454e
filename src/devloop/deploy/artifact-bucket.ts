import type { ArtifactBucket } from '../package/package-template.ts'
import type { LoopAws } from './loop-aws.ts'

/** The bucket for what templates refer to, made when the first object goes there. Objects are named by their content and go once. */
export function artifactBucket(
  aws: LoopAws,
  bucket = `lambent-artifacts-${aws.accountId}-${aws.region}`,
): ArtifactBucket {
  let made: Promise<void> | undefined
  const put = new Map<string, Promise<void>>()
  return {
    bucket,
    put: async (key, bytes) => {
      made ??= aws.ensureBucket(bucket)
      await made
      const going = put.get(key) ?? aws.putObject(bucket, key, bytes)
      put.set(key, going)
      await going.catch((error: unknown) => {
        put.delete(key)
        throw error
      })
    },
    address: (key) => `https://s3.${aws.region}.amazonaws.com/${bucket}/${key}`,
  }
}
