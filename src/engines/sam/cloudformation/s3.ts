import { type PropertyRules, passThrough } from '../model/properties.ts'
import type { ResourceKind } from '../model/resource.ts'
import type { SamShape } from '../model/sam-resource.ts'

const names = `AccessControl AccelerateConfiguration AnalyticsConfigurations BucketEncryption BucketName CorsConfiguration
  IntelligentTieringConfigurations InventoryConfigurations LifecycleConfiguration LoggingConfiguration
  MetricsConfigurations NotificationConfiguration ObjectLockConfiguration ObjectLockEnabled OwnershipControls
  PublicAccessBlockConfiguration ReplicationConfiguration Tags VersioningConfiguration WebsiteConfiguration`

const rules: PropertyRules = Object.fromEntries(names.split(/\s+/).map((name) => [name, passThrough]))

/** AWS::S3::Bucket, with the properties that the transform knows of buckets that it changes. */
export const s3Bucket: ResourceKind & SamShape = { type: 'AWS::S3::Bucket', tags: true, rules }
