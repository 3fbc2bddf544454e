/**
 * What a host name says: a bucket, a website, or nothing. Source: Amazon S3 User Guide, "Virtual hosting of buckets", "Website
 * endpoints"; `localhost` takes the place of AWS's domains.
 */

export type HostMeaning =
  | { readonly kind: 'plain' }
  | { readonly kind: 'bucket'; readonly bucket: string }
  | { readonly kind: 'website'; readonly bucket: string }

const plain: HostMeaning = { kind: 'plain' }

/** Behind the bucket: `s3.`, `s3.us-east-1.`, `s3-us-west-2.`, `s3.dualstack.us-east-1.`, then any domain. */
const bucketHost = /^(.+?)\.s3(?:-[a-z0-9-]+)?\.[a-z0-9.-]+$/
const websiteHost = /^(.+?)\.s3-website[.-][a-z0-9.-]+$/

/** Reads the Host header. */
export function readHost(header: string | undefined): HostMeaning {
  const host = (header ?? '').toLowerCase().replace(/:\d+$/, '')
  const website = websiteHost.exec(host)
  if (website) return { kind: 'website', bucket: website[1] ?? '' }
  const bucket = bucketHost.exec(host)
  return bucket ? { kind: 'bucket', bucket: bucket[1] ?? '' } : plain
}
